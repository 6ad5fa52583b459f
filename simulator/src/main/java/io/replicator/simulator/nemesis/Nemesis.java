package io.replicator.simulator.nemesis;

import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.containers.Group;
import io.replicator.simulator.containers.Node;
import io.replicator.simulator.containers.SmallDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Draws faults out of a seed: of all kinds, at nodes and between groups of them. The n-th one and its length are the
 * same for each seed, whatever happens; when it begins is a matter of time. One thread at a time.
 */
public final class Nemesis {

    /** More than so many are not drawn at the same time. */
    public static final int AT_ONCE = 3;

    private static final int SHORTEST_MILLIS = 500;
    private static final int LONGEST_MILLIS = 6000;

    private final List<Node> nodes;
    private final List<Group> clusters;
    private final List<Kind> kinds;
    private final SplittableRandom draws;
    private final SplittableRandom rests;
    private final Set<Drawn> going = new HashSet<>();

    /**
     * @param kinds what may be drawn; at least one
     * @param seed decides which faults there are, in which order, and how long each lasts
     */
    public Nemesis(ContainerNetwork network, Set<Kind> kinds, long seed) {
        this(network.nodes(), network.clusters(), kinds, seed);
    }

    Nemesis(List<Node> nodes, List<Group> clusters, Set<Kind> kinds, long seed) {
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("nothing may go wrong");
        }
        this.nodes = List.copyOf(nodes);
        this.clusters = List.copyOf(clusters);
        // In the order of their declaration, so that a seed draws the same again.
        this.kinds = List.copyOf(EnumSet.copyOf(kinds));
        // How often somebody rests, or may not begin yet, is a matter of time: no draw must depend on it.
        SplittableRandom random = new SplittableRandom(seed);
        this.draws = random.split();
        this.rests = random.split();
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
        /** The end of connections is heard of late. */
        CLOSE,
        /** Nodes or a whole cluster are killed, and come back at once or later. */
        KILL,
        /** Nodes or a whole cluster are told to end, and come back. */
        STOP,
        /** Nodes or a whole cluster freeze, and go on. */
        PAUSE,
        /** The disk of the last node is full. */
        DISK,
        /**
         * A node comes back with an empty disk, and later with its old one. Never the first, which founds: with nobody
         * to join, it would wait for others to found a network with. Never two at a time, who might do so.
         */
        WIPE;

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
    public record Drawn(Kind kind, Fault fault, Duration time, List<Node> ailing) {
        public Drawn {
            ailing = List.copyOf(ailing);
        }

        private boolean excludes(Drawn other) {
            return !Collections.disjoint(ailing, other.ailing) || (kind == Kind.WIPE && other.kind == Kind.WIPE);
        }
    }

    /** The next one, of a kind that is drawn first. What no node here can suffer becomes slow links instead. */
    public Drawn draw() {
        SplittableRandom random = draws.split();
        Kind kind = kinds.get(random.nextInt(kinds.size()));
        return switch (kind) {
            case PARTITION, LATENCY, BANDWIDTH, RESET, CLOSE -> ofLinks(kind, random);
            case KILL, STOP, PAUSE -> ofNodes(kind, random);
            case DISK, WIPE -> ofDisk(kind, random);
        };
    }

    /** Whether it may begin: a node has one fault of its own at a time; its links may have several. */
    public boolean mayBegin(Drawn drawn) {
        return going.stream().noneMatch(drawn::excludes);
    }

    /** To be told when a drawn fault begins. */
    public void begins(Drawn drawn) {
        going.add(drawn);
    }

    /** To be told when it has ended. */
    public void isOver(Drawn drawn) {
        going.remove(drawn);
    }

    /** Until the next look. */
    public Duration rest() {
        return millis(200, 1200, rests);
    }

    private Drawn ofNodes(Kind kind, SplittableRandom random) {
        Group group = someNodes(random);
        Fault fault = switch (kind) {
            case STOP -> Faults.stopped(group);
            case PAUSE -> Faults.paused(group);
            default -> random.nextBoolean() ? Faults.killed(group) : Faults.restarted(group);
        };
        return new Drawn(kind, fault, time(random), group.nodes());
    }

    /** Mostly one; now and then a cluster, or as many anywhere. */
    private Group someNodes(SplittableRandom random) {
        int size = random.nextInt(8);
        if (size == 0) {
            return one(clusters, random);
        }
        List<Node> left = new ArrayList<>(nodes);
        List<Node> hit = new ArrayList<>();
        for (int i = 0; i < (size == 1 ? 3 : 1); i++) {
            hit.add(left.remove(random.nextInt(left.size())));
        }
        return Group.of(hit.toArray(Group[]::new));
    }

    private Drawn ofDisk(Kind kind, SplittableRandom random) {
        boolean small = kind == Kind.DISK;
        List<Node> fit = nodes.stream()
                .filter(node -> node.disk() instanceof SmallDisk == small && (small || node != nodes.getFirst()))
                .toList();
        if (fit.isEmpty()) {
            return ofLinks(Kind.LATENCY, random);
        }
        Node hit = one(fit, random);
        return new Drawn(kind, small ? Faults.diskFull(hit) : Faults.wiped(hit), time(random), List.of(hit));
    }

    private Drawn ofLinks(Kind kind, SplittableRandom random) {
        Group one = random.nextBoolean() || clusters.size() == 1 ? one(nodes, random) : one(clusters, random);
        List<Node> rest = new ArrayList<>(nodes);
        rest.removeAll(one.nodes());
        Group others = random.nextBoolean() ? Group.named("the others", rest) : one(rest, random);
        Ways ways = random.nextInt(3) == 0 ? Ways.sentBy(one).to(others) : Ways.between(one, others);
        boolean either = random.nextBoolean();
        Fault fault = switch (kind) {
            case PARTITION -> either ? Faults.cut(one, others) : Faults.blackHole(ways);
            case BANDWIDTH ->
                either
                        ? Faults.narrow(ways, 1 + random.nextInt(100))
                        : Faults.shred(ways, 8 + random.nextInt(200), Duration.ofMillis(1));
            case RESET ->
                either
                        ? Faults.reset(ways, millis(1, 1500, random))
                        : Faults.endAfter(ways, 1 + random.nextInt(20_000));
            case CLOSE -> Faults.closeSlowly(ways, millis(100, 3000, random));
            default -> Faults.slow(ways, millis(20, 600, random), millis(1, 300, random));
        };
        return new Drawn(kind, fault, time(random), List.of());
    }

    private static <T> T one(List<T> all, SplittableRandom random) {
        return all.get(random.nextInt(all.size()));
    }

    private static Duration time(SplittableRandom random) {
        return millis(SHORTEST_MILLIS, LONGEST_MILLIS, random);
    }

    private static Duration millis(int from, int to, SplittableRandom random) {
        return Duration.ofMillis(random.nextInt(from, to));
    }
}
