package io.replicator.simulator.load;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the operations of a plan to the clients of each node. Thread-safe.
 *
 * <p>In an open loop the n-th operation is due at n / rate, and at a certain node, each in turn; nothing that happens
 * changes that. A node that does not answer finds its clients behind their schedule afterwards, and other nodes do not do
 * its share: otherwise the operations that would have suffered most would be the ones that are left out.
 *
 * <p>In a closed loop an operation is drawn when a client asks for it. If others are to want the same key at once, theirs
 * wait in the queues of their nodes, and they in a {@link Gate}.
 */
final class Agenda {

    /** Operations that wait for a client of one node; with more, those that waited longest are given up. */
    static final int LONGEST_QUEUE = 100_000;

    /** Told of operations for which the time has come and no client. */
    interface Omissions {
        /**
         * @param due of the operations, about
         * @param until when they had not begun yet
         */
        void neverBegun(long due, long until, long count);
    }

    private final LoadPlan plan;
    private final KeySource keys;
    private final SplittableRandom random;
    private final Omissions omissions;
    private final Time time;
    /** In the order of turns: neighbours are in different clusters as far as possible. */
    private final int[] order;

    private final int[] placeOf;
    private final List<Queue<Turn>> queues = new ArrayList<>();
    private final int queueRoom;
    private final double conflictStart;
    private long issued;
    private boolean measuring;

    /**
     * @param clusters of each node, by its index
     */
    Agenda(LoadPlan plan, List<String> clusters, String prefix, Time time, Omissions omissions) {
        this.plan = plan;
        this.random = new SplittableRandom(plan.seed());
        this.keys = new KeySource(plan.keys(), prefix, random.split());
        this.time = time;
        this.omissions = omissions;
        this.order = interleaved(clusters);
        this.placeOf = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            placeOf[order[i]] = i;
            queues.add(new ArrayDeque<>());
        }
        this.queueRoom = Math.max(1, plan.connections() / order.length);
        // Of so many draws that begin a conflict, each of which makes several stores, the plan's share of stores comes.
        double width = plan.conflictWidth();
        this.conflictStart = plan.conflicts() / (width - plan.conflicts() * (width - 1));
    }

    /** The next operation for a client of this node, which may be due later; null when the load is over. */
    synchronized @Nullable Turn next(int node) {
        return plan.rate().isPresent() ? nextScheduled(node, plan.rate().getAsDouble()) : nextAtOnce(node);
    }

    /** For an operation that was handed out and will not begin. */
    synchronized void giveBack(Turn turn) {
        put(turn);
    }

    private @Nullable Turn nextScheduled(int node, double rate) {
        Queue<Turn> own = queues.get(node);
        long now = time.now();
        if (now >= plan.end()) {
            return null;
        }
        if (!measuring && now >= plan.measuredFrom()) {
            measuring = true;
            forgetWarmUp(rate);
        }
        while (own.isEmpty()) {
            long due = due(issued, rate);
            if (due >= plan.end()) {
                return null;
            }
            int count = draw(order[(int) (issued % order.length)], due, Gate.OPEN);
            issued += count;
        }
        return own.remove();
    }

    /** A backlog of the warm-up, when the nodes were slow for once, is no part of what is measured. */
    private void forgetWarmUp(double rate) {
        queues.forEach(queue -> queue.removeIf(turn -> turn.due() < plan.measuredFrom()));
        issued = Math.max(issued, (long) Math.ceil(plan.measuredFrom() / 1e9 * rate));
    }

    private @Nullable Turn nextAtOnce(int node) {
        if (time.now() >= plan.end()) {
            return null;
        }
        Queue<Turn> own = queues.get(node);
        if (own.isEmpty()) {
            draw(node, Turn.NOW, null);
        }
        return own.remove();
    }

    /** Draws what this node is asked, and others at the same time if it is a conflict; returns how many operations. */
    private int draw(int node, long due, @Nullable Gate gate) {
        if (random.nextDouble() < plan.reads()) {
            put(new Turn(Turn.Kind.READ, node, keys.forRead(), due, false, Gate.OPEN));
            return 1;
        }
        if (random.nextDouble() < conflictStart) {
            return drawConflict(node, due, gate);
        }
        put(store(node, keys.forStore(), due, Gate.OPEN));
        return 1;
    }

    private int drawConflict(int first, long due, @Nullable Gate gate) {
        List<Integer> nodes = new ArrayList<>();
        for (int i = 0; i < plan.conflictWidth(); i++) {
            int node = order[(placeOf[first] + i) % order.length];
            // In a closed loop, whoever is stuck is not waited for.
            if (i == 0 || gate != null || queues.get(node).size() < queueRoom) {
                nodes.add(node);
            }
        }
        Gate together = gate == null ? new Gate(nodes.size()) : gate;
        String key = keys.forConflict();
        nodes.forEach(node -> put(store(node, key, due, together)));
        return nodes.size();
    }

    private Turn store(int node, String key, long due, Gate gate) {
        boolean hangUp = plan.hangUps() > 0 && random.nextDouble() < plan.hangUps();
        return new Turn(Turn.Kind.STORE, node, key, due, hangUp, gate);
    }

    private void put(Turn turn) {
        Queue<Turn> queue = queues.get(turn.node());
        if (queue.size() == LONGEST_QUEUE) {
            omissions.neverBegun(queue.remove().due(), time.now(), 1);
        }
        queue.add(turn);
    }

    /** Ends the schedule at a moment, and tells which operations were due before it and never began. */
    synchronized void close(long moment) {
        if (plan.rate().isEmpty()) {
            return;
        }
        for (Queue<Turn> queue : queues) {
            for (Turn turn : queue) {
                if (turn.due() < moment) {
                    omissions.neverBegun(turn.due(), moment, 1);
                }
            }
            queue.clear();
        }
        tellUndrawn(Math.min(moment, plan.end()), plan.rate().getAsDouble());
    }

    /** There may be billions: tells them in bundles, each by its middle. */
    private void tellUndrawn(long moment, double rate) {
        long last = (long) Math.ceil(moment / 1e9 * rate);
        long bundle = Math.max(1, (last - issued) / 1000);
        while (issued < last) {
            long count = Math.min(bundle, last - issued);
            omissions.neverBegun(due(issued + count / 2, rate), moment, count);
            issued += count;
        }
    }

    private static long due(long number, double rate) {
        return (long) (number * (1e9 / rate));
    }

    /** Takes one node of each cluster in turn. */
    private static int[] interleaved(List<String> clusters) {
        List<String> names = clusters.stream().distinct().toList();
        List<Queue<Integer>> members = new ArrayList<>();
        for (String name : names) {
            Queue<Integer> nodes = new ArrayDeque<>();
            for (int i = 0; i < clusters.size(); i++) {
                if (clusters.get(i).equals(name)) {
                    nodes.add(i);
                }
            }
            members.add(nodes);
        }
        int[] order = new int[clusters.size()];
        int filled = 0;
        while (filled < order.length) {
            for (Queue<Integer> cluster : members) {
                Integer node = cluster.poll();
                if (node != null) {
                    order[filled++] = node;
                }
            }
        }
        return order;
    }
}
