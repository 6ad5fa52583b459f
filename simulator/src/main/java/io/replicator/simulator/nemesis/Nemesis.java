package io.replicator.simulator.nemesis;

import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.containers.Group;
import io.replicator.simulator.containers.Node;
import io.replicator.simulator.containers.SmallDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/** Draws faults out of a seed: of all kinds, at nodes and between groups of them. */
public final class Nemesis {

    /** More than so many are not drawn at the same time. */
    public static final int AT_ONCE = 3;

    private static final int SHORTEST_MILLIS = 500;
    private static final int LONGEST_MILLIS = 6000;

    private final ContainerNetwork network;
    private final List<Kind> kinds;
    private final SplittableRandom random;
    /** A node has one fault of its own at a time; its links may have several. */
    private final Set<Node> ailing = new HashSet<>();

    /**
     * @param kinds what may be drawn; at least one
     */
    public Nemesis(ContainerNetwork network, Set<Kind> kinds, long seed) {
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("nothing may go wrong");
        }
        this.network = network;
        // In the order of their declaration, so that a seed draws the same again.
        this.kinds = List.copyOf(EnumSet.copyOf(kinds));
        this.random = new SplittableRandom(seed);
    }

    /** What may go wrong. */
    public enum Kind {
        /** Links are cut, or lose all that is sent; both ways or one. */
        PARTITION,
        /** What is sent arrives late, by a time that varies. */
        LATENCY,
        /** Links are narrow, or deliver in shreds. */
        BANDWIDTH,
        /** Connections are reset, or end in the middle of a message. */
        RESET,
        /** Nodes are killed, and come back at once or later. */
        KILL,
        /** Nodes are told to end, and come back. */
        STOP,
        /** Nodes freeze, and go on. */
        PAUSE,
        /** The disk of the last node is full. */
        DISK;

        /** Its name as people type it. */
        public String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A fault, and how long it is to last.
     *
     * @param ailing the nodes that it is a fault of, rather than of their links
     */
    public record Drawn(Fault fault, Duration time, List<Node> ailing) {
        public Drawn {
            ailing = List.copyOf(ailing);
        }
    }

    /** Of a kind that is drawn first. While all nodes that it could hit have a fault of their own, links are slow instead. */
    public Drawn draw() {
        Kind kind = kinds.get(random.nextInt(kinds.size()));
        return switch (kind) {
            case PARTITION, LATENCY, BANDWIDTH, RESET -> ofLinks(kind);
            case KILL, STOP, PAUSE -> ofNodes(kind);
            case DISK -> ofDisk();
        };
    }

    /** To be told when a drawn fault has ended. */
    public void isOver(Drawn drawn) {
        drawn.ailing().forEach(ailing::remove);
    }

    /** Until the next look. */
    public Duration rest() {
        return millis(200, 1200);
    }

    private Drawn ofNodes(Kind kind) {
        List<Node> well = new ArrayList<>(network.nodes());
        well.removeAll(ailing);
        if (well.isEmpty()) {
            return ofLinks(Kind.LATENCY);
        }
        List<Node> hit = new ArrayList<>();
        int count = random.nextInt(4) == 0 ? 3 : 1;
        for (int i = 0; i < count && !well.isEmpty(); i++) {
            hit.add(well.remove(random.nextInt(well.size())));
        }
        Group group = Group.of(hit.toArray(Group[]::new));
        Fault fault = switch (kind) {
            case STOP -> Faults.stopped(group);
            case PAUSE -> Faults.paused(group);
            default -> random.nextBoolean() ? Faults.killed(group) : Faults.restarted(group);
        };
        return drawn(fault, hit);
    }

    private Drawn ofDisk() {
        for (Node node : network.nodes()) {
            if (node.disk() instanceof SmallDisk && !ailing.contains(node)) {
                return drawn(Faults.diskFull(node), List.of(node));
            }
        }
        return ofLinks(Kind.LATENCY);
    }

    private Drawn drawn(Fault fault, List<Node> hit) {
        ailing.addAll(hit);
        return new Drawn(fault, time(), hit);
    }

    private Drawn ofLinks(Kind kind) {
        Group one = group();
        List<Node> rest = new ArrayList<>(network.nodes());
        rest.removeAll(one.nodes());
        Group others = random.nextBoolean() ? Group.named("the others", rest) : rest.get(random.nextInt(rest.size()));
        Ways ways = random.nextInt(3) == 0 ? Ways.sentBy(one).to(others) : Ways.between(one, others);
        boolean either = random.nextBoolean();
        Fault fault = switch (kind) {
            case PARTITION -> either ? Faults.cut(one, others) : Faults.blackHole(ways);
            case BANDWIDTH ->
                either
                        ? Faults.narrow(ways, 1 + random.nextInt(100))
                        : Faults.shred(ways, 8 + random.nextInt(200), Duration.ofMillis(1));
            case RESET ->
                either ? Faults.reset(ways, millis(1, 1500)) : Faults.endAfter(ways, 1 + random.nextInt(20_000));
            default -> Faults.slow(ways, millis(20, 600), millis(1, 300));
        };
        return new Drawn(fault, time(), List.of());
    }

    private Group group() {
        return random.nextBoolean() || network.clusters().size() == 1
                ? network.nodes().get(random.nextInt(network.nodes().size()))
                : network.clusters().get(random.nextInt(network.clusters().size()));
    }

    private Duration time() {
        return millis(SHORTEST_MILLIS, LONGEST_MILLIS);
    }

    private Duration millis(int from, int to) {
        return Duration.ofMillis(random.nextInt(from, to));
    }
}
