package io.replicator.simulator.containers;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Some nodes, with a name for people as their text: one node, a cluster, several of these. */
public interface Group {

    List<Node> nodes();

    /** All of these together. */
    static Group of(Group... groups) {
        List<Node> all = Stream.of(groups)
                .flatMap(group -> group.nodes().stream())
                .distinct()
                .toList();
        return named(Stream.of(groups).map(Object::toString).collect(Collectors.joining(", ")), all);
    }

    static Group named(String name, List<Node> nodes) {
        return new Named(name, nodes);
    }

    /** A group that has only a name. */
    record Named(String name, List<Node> nodes) implements Group {
        public Named {
            nodes = List.copyOf(nodes);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
