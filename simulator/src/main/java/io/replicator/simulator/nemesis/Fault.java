package io.replicator.simulator.nemesis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Something that goes wrong for a while: what people call it, how it begins, and how all becomes as before. */
public final class Fault {

    private final String what;
    private final Step begin;
    private final Step end;

    private Fault(String what, Step begin, Step end) {
        this.what = what;
        this.begin = begin;
        this.end = end;
    }

    /** One half of a fault. */
    public interface Step {
        void run() throws Exception;
    }

    /**
     * @param end is also run if the beginning failed half-way
     */
    public static Fault of(String what, Step begin, Step end) {
        return new Fault(what, begin, end);
    }

    /** All of these at once; they end in the opposite order. */
    public static Fault together(Fault... faults) {
        Deque<Fault> begun = new ArrayDeque<>();
        return new Fault(
                Stream.of(faults).map(Fault::toString).collect(Collectors.joining("; ")),
                () -> {
                    for (Fault fault : faults) {
                        begun.push(fault);
                        fault.begin();
                    }
                },
                () -> endAll(begun));
    }

    private static void endAll(Deque<Fault> begun) throws Exception {
        @Nullable Exception first = null;
        for (Fault fault : List.copyOf(begun)) {
            try {
                fault.end();
            } catch (Exception e) {
                first = first == null ? e : first;
            }
        }
        begun.clear();
        if (first != null) {
            throw first;
        }
    }

    public void begin() throws Exception {
        begin.run();
    }

    public void end() throws Exception {
        end.run();
    }

    @Override
    public String toString() {
        return what;
    }
}
