package io.replicator.simulator.fault;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * The ways that a fault of the network lies on: those from any of some nodes to any of some others, and back if it is not
 * one-way only. Nodes are meant by their index.
 */
public record Ways(List<Integer> from, List<Integer> to, boolean back) {

    public Ways {
        from = List.copyOf(from);
        to = List.copyOf(to);
    }

    /** Takes one way. */
    @FunctionalInterface
    public interface Action {
        void take(int from, int to);
    }

    public void forEach(Action action) {
        for (int one : from) {
            for (int other : to) {
                if (one != other) {
                    action.take(one, other);
                    if (back) {
                        action.take(other, one);
                    }
                }
            }
        }
    }

    /** The ways in words. */
    public String words(IntFunction<String> name) {
        return names(from, name) + (back ? " and " : " to ") + names(to, name);
    }

    private static String names(List<Integer> nodes, IntFunction<String> name) {
        return nodes.stream().map(name::apply).collect(Collectors.joining(" "));
    }
}
