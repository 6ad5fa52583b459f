package io.replicator.simulator.nemesis;

import eu.rekawek.toxiproxy.model.ToxicDirection;
import io.replicator.simulator.containers.Group;
import io.replicator.simulator.containers.Link;
import io.replicator.simulator.containers.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What passes from some nodes to others, whoever of them has dialled: of the connections that the sender dialled what goes
 * upstream, and of those that the receiver dialled what comes downstream.
 */
public final class Ways {

    private final String text;
    private final List<Way> ways;

    private Ways(String text, List<Way> ways) {
        this.text = text;
        this.ways = ways;
    }

    /** What passes from one node to another. */
    private record Way(Node from, Node to) {

        void poison(String name, Link.Toxicity toxicity) throws IOException {
            from.linkTo(to).poison(name, ToxicDirection.UPSTREAM, toxicity);
            to.linkTo(from).poison(name, ToxicDirection.DOWNSTREAM, toxicity);
        }

        void heal(String name) throws IOException {
            from.linkTo(to).heal(name);
            to.linkTo(from).heal(name);
        }
    }

    /** Says from whom. */
    public static From sentBy(Group from) {
        return new From(from);
    }

    /** One half of a sentence. */
    public record From(Group senders) {
        public Ways to(Group... receivers) {
            Group all = Group.of(receivers);
            return new Ways("from " + senders + " to " + all, pairs(senders, all));
        }
    }

    /** In both directions between one group and others; not within one. */
    public static Ways between(Group one, Group... others) {
        Group all = Group.of(others);
        List<Way> both = pairs(one, all);
        both.addAll(pairs(all, one));
        return new Ways("between " + one + " and " + all, both);
    }

    private static List<Way> pairs(Group senders, Group receivers) {
        List<Way> ways = new ArrayList<>();
        for (Node from : senders.nodes()) {
            for (Node to : receivers.nodes()) {
                if (!senders.nodes().contains(to)) {
                    ways.add(new Way(from, to));
                }
            }
        }
        return ways;
    }

    void poison(String name, Link.Toxicity toxicity) throws IOException {
        for (Way way : ways) {
            way.poison(name, toxicity);
        }
    }

    void heal(String name) throws IOException {
        for (Way way : ways) {
            way.heal(name);
        }
    }

    /** The links that the senders dial the receivers by. */
    List<Link> links() {
        return ways.stream().map(way -> way.from().linkTo(way.to())).toList();
    }

    @Override
    public String toString() {
        return text;
    }
}
