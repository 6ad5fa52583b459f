package io.replicator.libp2p.fuzz;

import java.util.List;

/** How a byte of an input picks one of several things. */
public final class Pick {

    private Pick() {}

    /** What a number picks, of all constants of a type. */
    public static <E extends Enum<E>> E of(Class<E> type, int number) {
        E[] all = type.getEnumConstants();
        return all[number % all.length];
    }

    /** The byte that picks this one. */
    public static <E extends Enum<E>> byte number(E one) {
        return (byte) List.of(one.getDeclaringClass().getEnumConstants()).indexOf(one);
    }
}
