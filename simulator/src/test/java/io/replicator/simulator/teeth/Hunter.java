package io.replicator.simulator.teeth;

import io.replicator.simulator.focus.LateReads;
import io.replicator.simulator.scenario.Interleaving;
import io.replicator.simulator.swarm.Hunt;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a planted bug is hunted for in a private copy of engine and simulator.
 *
 * @param name as it stands in the table
 */
record Hunter(String name, Search search) {

    /** Runs seeds until one of them fails. */
    @FunctionalInterface
    interface Search {

        /** The first of so many seeds that fails; null if none does. */
        @Nullable
        Catch search(ClassLoader copy, long firstSeed, int seeds) throws ReflectiveOperationException;
    }

    /**
     * A failed seed.
     *
     * @param property what was broken
     * @param message what was seen
     */
    record Catch(long seed, String property, String message) {

        /** Reads {@code seed|property|message}. */
        static Catch parse(String line) {
            String[] parts = line.split("\\|", 3);
            if (parts.length != 3) {
                throw new IllegalArgumentException("not of the form seed|property|message: " + line);
            }
            return new Catch(Long.parseLong(parts[0]), parts[1], parts[2]);
        }
    }

    /** Hunts with the swarm, which draws everything from the seed. */
    static Hunter swarm() {
        return swarm("swarm", Hunt.class);
    }

    /** Hunts with the narrow swarm about reads. */
    static Hunter lateReads() {
        return swarm("focus late-reads", LateReads.class);
    }

    private static Hunter swarm(String name, Class<?> original) {
        return new Hunter(name, (copy, firstSeed, seeds) -> {
            Class<?> hunt = copy.loadClass(original.getName());
            return call(hunt.getMethod("firstFailure", long.class, int.class), firstSeed, seeds);
        });
    }

    /** Plays one interleaving, which draws nothing from the seed. */
    static Hunter scenario(Interleaving interleaving) {
        String name = interleaving.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Hunter("scenario " + name, (copy, firstSeed, _) -> {
            Class<?> hunt = copy.loadClass(Interleaving.class.getName());
            return call(hunt.getMethod("failure", String.class, long.class), interleaving.name(), firstSeed);
        });
    }

    /** Passes types of the JDK alone, which the copy shares. */
    private static @Nullable Catch call(Method hunt, Object... arguments) throws IllegalAccessException {
        try {
            Object line = hunt.invoke(null, arguments);
            return line == null ? null : Catch.parse((String) line);
        } catch (InvocationTargetException e) {
            String copy = hunt.getDeclaringClass().getClassLoader().getName();
            throw new IllegalStateException("the hunt itself failed in the copy '" + copy + "'", e.getCause());
        }
    }

    @Nullable
    Catch hunt(ClassLoader copy, long firstSeed, int seeds) throws ReflectiveOperationException {
        return search.search(copy, firstSeed, seeds);
    }
}
