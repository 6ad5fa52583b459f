package io.replicator.chaos.fault;

import io.replicator.chaos.cluster.ChaosNetwork;
import io.replicator.chaos.cluster.Group;
import io.replicator.chaos.cluster.Node;
import io.replicator.chaos.cluster.SmallDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Draws faults out of a seed: of all kinds, at nodes and between groups of them. */
public final class Nemesis {

    /** More than so many are not drawn at the same time. */
    public static final int AT_ONCE = 3;

    private static final int SHORTEST_MILLIS = 500;
    private static final int LONGEST_MILLIS = 6000;

    private final ChaosNetwork network;
    private final SplittableRandom random;
    /** A node has one fault of its own at a time; its links may have several. */
    private final Set<Node> ailing = new HashSet<>();

    public Nemesis(ChaosNetwork network, long seed) {
        this.network = network;
        this.random = new SplittableRandom(seed);
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

    public Drawn draw() {
        return random.nextInt(3) == 0 ? ofNodes() : ofLinks();
    }

    /** To be told when a drawn fault has ended. */
    public void isOver(Drawn drawn) {
        drawn.ailing().forEach(ailing::remove);
    }

    /** Until the next look. */
    public Duration rest() {
        return millis(200, 1200);
    }

    private Drawn ofNodes() {
        List<Node> well = new ArrayList<>(network.nodes());
        well.removeAll(ailing);
        if (well.isEmpty()) {
            return ofLinks();
        }
        List<Node> hit = new ArrayList<>();
        int count = random.nextInt(4) == 0 ? 3 : 1;
        for (int i = 0; i < count && !well.isEmpty(); i++) {
            hit.add(well.remove(random.nextInt(well.size())));
        }
        ailing.addAll(hit);
        Group group = Group.of(hit.toArray(Group[]::new));
        Node first = hit.getFirst();
        Fault fault = switch (random.nextInt(6)) {
            case 0 -> Faults.killed(group);
            case 1 -> Faults.stopped(group);
            case 2 -> Faults.restarted(group);
            case 3 ->
                hit.size() == 1 && first.disk() instanceof SmallDisk ? Faults.diskFull(first) : Faults.killed(group);
            default -> Faults.paused(group);
        };
        return new Drawn(fault, time(), hit);
    }

    private Drawn ofLinks() {
        Group one = group();
        List<Node> rest = new ArrayList<>(network.nodes());
        rest.removeAll(one.nodes());
        Group others;
        if (random.nextBoolean()) {
            others = Group.named("the others", rest);
        } else {
            others = rest.get(random.nextInt(rest.size()));
        }
        Ways ways = random.nextInt(3) == 0 ? Ways.sentBy(one).to(others) : Ways.between(one, others);
        Fault fault = switch (random.nextInt(9)) {
            case 0, 1 -> Faults.cut(one, others);
            case 2, 3 -> Faults.blackHole(ways);
            case 4 -> Faults.slow(ways, millis(20, 600), millis(1, 300));
            case 5 -> Faults.narrow(ways, 1 + random.nextInt(100));
            case 6 -> Faults.reset(ways, millis(1, 1500));
            case 7 -> Faults.endAfter(ways, 1 + random.nextInt(20_000));
            default -> Faults.shred(ways, 8 + random.nextInt(200), Duration.ofMillis(1));
        };
        return new Drawn(fault, time(), List.of());
    }

    private Group group() {
        return random.nextBoolean()
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
