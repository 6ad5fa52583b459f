package io.replicator.simulator.nemesis;

import io.replicator.simulator.containers.Group;
import io.replicator.simulator.containers.Link;
import io.replicator.simulator.containers.Node;
import io.replicator.simulator.containers.SmallDisk;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The vocabulary of what can go wrong. Nothing begins before somebody begins it. */
public final class Faults {

    private static final AtomicLong NAMES = new AtomicLong();

    private Faults() {}

    // ---- Links.

    /** All connections between these are closed, whoever dialled them, and none can be made. */
    public static Fault cut(Group one, Group... others) {
        Ways ways = Ways.between(one, others);
        Deque<Link> cut = new ArrayDeque<>();
        return Fault.of(
                "nothing passes " + ways,
                () -> {
                    for (Link link : ways.links()) {
                        cut.push(link);
                        link.down();
                    }
                },
                () -> {
                    while (!cut.isEmpty()) {
                        cut.element().up();
                        cut.pop();
                    }
                });
    }

    /** What is sent is lost without a trace, and nobody is told: connections stay, and new ones seem to be made. */
    public static Fault blackHole(Ways ways) {
        return toxic(
                "all is lost " + ways,
                ways,
                (proxy, name, direction) -> proxy.toxics().timeout(name, direction, 0));
    }

    /** What is sent arrives late, by a time that varies by the jitter. */
    public static Fault slow(Ways ways, Duration latency, Duration jitter) {
        return toxic(
                "what passes " + ways + " takes " + latency.toMillis() + " ms, give or take " + jitter.toMillis(),
                ways,
                (proxy, name, direction) -> proxy.toxics()
                        .latency(name, direction, latency.toMillis())
                        .setJitter(jitter.toMillis()));
    }

    /** No more than this passes. */
    public static Fault narrow(Ways ways, int kilobytesPerSecond) {
        return toxic(
                "no more than " + kilobytesPerSecond + " kB/s pass " + ways,
                ways,
                (proxy, name, direction) -> proxy.toxics().bandwidth(name, direction, kilobytesPerSecond));
    }

    /** Whoever closes a connection is heard of late. */
    public static Fault closeSlowly(Ways ways, Duration delay) {
        return toxic(
                "the end of a connection is heard of " + delay.toMillis() + " ms late " + ways,
                ways,
                (proxy, name, direction) -> proxy.toxics().slowClose(name, direction, delay.toMillis()));
    }

    /** Each connection is reset after a while, in the middle of whatever it carries. */
    public static Fault reset(Ways ways, Duration after) {
        return toxic(
                "each connection is reset after " + after.toMillis() + " ms " + ways,
                ways,
                (proxy, name, direction) -> proxy.toxics().resetPeer(name, direction, after.toMillis()));
    }

    /** Each connection ends after so many bytes, in the middle of a message. */
    public static Fault endAfter(Ways ways, long bytes) {
        return toxic(
                "each connection ends after " + bytes + " bytes " + ways,
                ways,
                (proxy, name, direction) -> proxy.toxics().limitData(name, direction, bytes));
    }

    /** What is sent arrives in small pieces with pauses. */
    public static Fault shred(Ways ways, int bytes, Duration pause) {
        return toxic(
                "what passes " + ways + " comes in pieces of some " + bytes + " bytes",
                ways,
                (proxy, name, direction) -> proxy.toxics()
                        .slicer(name, direction, bytes, pause.toNanos() / 1000)
                        .setSizeVariation(bytes / 2));
    }

    private static Fault toxic(String what, Ways ways, Link.Toxicity toxicity) {
        String name = "fault-" + NAMES.incrementAndGet();
        return Fault.of(what, () -> ways.poison(name, toxicity), () -> ways.heal(name));
    }

    // ---- Processes.

    /** As {@code kill -9}; in the end they are started again. */
    public static Fault killed(Group group) {
        return Fault.of(
                "killed: " + group, () -> atOnce(group, Node::kill), () -> atOnce(group, Faults::startIfItIsDown));
    }

    /** As {@code kill}; in the end they are started again. */
    public static Fault stopped(Group group) {
        return Fault.of(
                "stopped: " + group, () -> atOnce(group, Node::stop), () -> atOnce(group, Faults::startIfItIsDown));
    }

    /** As {@code kill -STOP}: they do nothing, and their connections stay. */
    public static Fault paused(Group group) {
        return Fault.of("frozen: " + group, () -> atOnce(group, Node::pause), () -> atOnce(group, Node::resume));
    }

    /** Killed at the same moment, more or less, and started again at once: nothing is over but what was in memory. */
    public static Fault restarted(Group group) {
        return Fault.of(
                "killed and started again: " + group,
                () -> {
                    atOnce(group, Node::kill);
                    atOnce(group, Faults::startIfItIsDown);
                },
                () -> atOnce(group, Faults::startIfItIsDown));
    }

    private interface NodeStep {
        void run(Node node) throws Exception;
    }

    /** At all of these nodes at the same time: a program that is told to end takes its time. */
    private static void atOnce(Group group, NodeStep step) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Node>> steps = new ArrayList<>();
            for (Node node : group.nodes()) {
                steps.add(() -> {
                    step.run(node);
                    return node;
                });
            }
            for (Future<Node> one : threads.invokeAll(steps)) {
                one.get();
            }
        }
    }

    private static void startIfItIsDown(Node node) {
        if (!node.isRunning()) {
            node.start();
        }
    }

    // ---- Disks.

    /**
     * The node is killed, and comes back as the same peer with an empty disk; in the end it has its old disk again, which
     * nobody has used meanwhile.
     */
    public static Fault wiped(Node node) {
        AtomicBoolean wiped = new AtomicBoolean();
        return Fault.of(
                "the disk of " + node + " is empty",
                () -> {
                    node.kill();
                    node.disk().wipe();
                    wiped.set(true);
                    node.start();
                },
                () -> {
                    node.kill();
                    if (wiped.compareAndSet(true, false)) {
                        node.disk().unwipe();
                    }
                    node.start();
                });
    }

    /**
     * No byte is free on the disk of this node; in the end there is room, and the node is started anew: whether it runs says
     * nothing, since it may be about to end.
     */
    public static Fault diskFull(Node node) {
        if (!(node.disk() instanceof SmallDisk disk)) {
            throw new IllegalArgumentException(node + " has no disk that can be filled");
        }
        return Fault.of(
                "the disk of " + node + " is full",
                () -> {
                    node.mayEnd();
                    disk.fill();
                },
                () -> {
                    disk.free();
                    node.kill();
                    node.start();
                });
    }
}
