package io.replicator.simulator.swarm;

import io.replicator.engine.membership.Founding;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.engine.quorum.Quorums;
import io.replicator.engine.quorum.VoterSet;
import io.replicator.simulator.invariant.Catalogue;
import io.replicator.simulator.invariant.Property;
import io.replicator.simulator.network.Topology;
import io.replicator.simulator.random.RandomStream;
import io.replicator.simulator.world.Broken;
import io.replicator.simulator.world.ClientStore;
import io.replicator.simulator.world.SimNode;
import io.replicator.simulator.world.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one plan: first the bad time, in which only safety is asked for; then, step by step, healing, and what must
 * come of it.
 *
 * <ol>
 *   <li>Faults and clients, all at once.
 *   <li>Everything heals, but perhaps some nodes stay away that the others can do without: fresh keys must be stored in
 *       time (L2).
 *   <li>All are back: fresh keys must be stored through every node; whoever does not know what became of a store asks
 *       again, and is told.
 *   <li>No reservation stays (S3), every wanted key has exactly one winner (L1), and all nodes come to hold the same.
 * </ol>
 */
public final class Run {

    /** How long nodes may take to notice that others are away, before the rest must do without them. */
    static final long SETTLE_MICROS = 4 * World.SECOND;
    /** Within what time a fresh key is stored in a healed world; more by some trips in a wide one. */
    static final long STORE_MICROS = 4 * World.SECOND;
    /**
     * After healing, no reservation may stay for longer: the sweeper's longest wait before it takes up again a key that it
     * could not finish in the bad time, and some rounds.
     */
    static final long FINISH_MICROS = 35 * World.SECOND;
    /** After healing, all must have the same by then, also who is compared with other clusters only. */
    static final long REST_MICROS = 90 * World.SECOND;
    /** Within what time a network is founded once everything is healed. */
    static final long FOUND_MICROS = 20 * World.SECOND;

    private static final long SLICE_MICROS = World.SECOND / 20;
    private static final long RETRY_MICROS = 8 * World.SECOND;

    private final Plan plan;
    private final World world;
    private final Catalogue catalogue;
    private final RandomStream random;
    private int fresh;

    private Run(Plan plan, boolean recording) {
        this.plan = plan;
        this.world = plan.foundsItself()
                ? World.populated(plan.seed(), plan.topology(), founding(plan))
                : World.founded(plan.seed(), plan.topology());
        this.random = world.fork(2);
        if (recording) {
            world.trace().record();
        }
        this.catalogue = Catalogue.watching(world);
    }

    private static Founding.Plan founding(Plan plan) {
        TreeMap<ClusterId, Integer> expected = new TreeMap<>();
        if (plan.seed() % 2 == 0) {
            for (Topology.Site site : plan.topology().clusters()) {
                expected.put(new ClusterId(site.name()), site.voters());
            }
        }
        return new Founding.Plan(true, expected, World.SECOND / 2);
    }

    /** Carries the plan out; whatever happens is part of the verdict. */
    public static Verdict of(Plan plan) {
        return of(plan, false);
    }

    /** As {@link #of(Plan)}, and keeps everything that happens as text. */
    public static Verdict recorded(Plan plan) {
        return of(plan, true);
    }

    private static Verdict of(Plan plan, boolean recording) {
        Run run = new Run(plan, recording);
        Broken broken = run.outcome();
        return new Verdict(plan, broken, run.world, run.catalogue.history().history(), run.catalogue.times());
    }

    private @Nullable Broken outcome() {
        try {
            carryOut();
            return null;
        } catch (Broken broken) {
            world.trace().broken(broken);
            return broken;
        }
    }

    private void carryOut() {
        for (SimNode node : world.nodes()) {
            node.disk().timing(plan.disks().get(node.index));
            node.start();
        }
        if (!plan.foundsItself()) {
            world.run(plan.badFrom());
        }
        Nemesis nemesis = new Nemesis(world, plan.disks());
        nemesis.plan(plan.faults());
        new Clients(world, plan.seed() % 4 == 3).plan(plan.steps());
        world.run(plan.badMicros());

        if (plan.absence() && world.isFounded()) {
            nemesis.heal(absent());
            world.trace().fault(-1, "all is healed, but some nodes stay away");
            world.run(SETTLE_MICROS);
            storeFresh();
        }
        nemesis.heal(List.of());
        world.trace().fault(-1, "all is healed");
        until(world::isFounded, FOUND_MICROS, Property.AVAILABLE, "no network is founded");
        world.run(World.SECOND);
        storeFresh();
        askAgain();
        until(this::hasNoReservations, FINISH_MICROS, Property.NO_RESERVATION_STAYS, "a reservation stays");
        until(this::isAtRest, REST_MICROS, Property.NODES_AGREE, "things do not come to rest");
        judgeWinners();
        catalogue.rested();
    }

    /** Lets time pass until the condition holds, looking at it now and then. */
    private void until(BooleanSupplier condition, long micros, Property property, String otherwise) {
        long end = world.time() + micros;
        while (!condition.getAsBoolean()) {
            if (world.time() >= end) {
                throw new Broken(
                        property.title(), otherwise + " " + micros / World.SECOND + " s after healing; " + restless());
            }
            world.run(SLICE_MICROS);
        }
    }

    // ---- Availability.

    /** Nodes without which the voters still contain a classic quorum, drawn at random; lost disks count as away. */
    private List<SimNode> absent() {
        Quorums quorums = new Quorums(world.config());
        VoterSet left = quorums.none();
        for (int voter = 0; voter < quorums.voters(); voter++) {
            if (world.holder(quorums.voter(voter)) != null) {
                left.add(voter);
            }
        }
        List<SimNode> absent = new ArrayList<>();
        for (int tries = 0; tries < quorums.voters(); tries++) {
            int voter = random.nextInt(quorums.voters());
            SimNode node = world.holder(quorums.voter(voter));
            VoterSet fewer = left.copy();
            fewer.remove(voter);
            if (node != null && !absent.contains(node) && quorums.isClassic(fewer)) {
                left = fewer;
                absent.add(node);
            }
        }
        return absent;
    }

    /** Through every node that is up, a key that nobody else wants is stored in time. */
    private void storeFresh() {
        List<ClientStore> stores = new ArrayList<>();
        for (SimNode node : world.nodes()) {
            if (node.isUp() && node.driver().standing().network() != null) {
                String name = "fresh-" + fresh++;
                stores.add(world.store(
                        node,
                        Key.ofClient(name),
                        Clients.value(0, false),
                        new TxId(name),
                        true,
                        STORE_MICROS + trips()));
            }
        }
        until(
                () -> stores.stream().allMatch(ClientStore::isDone),
                STORE_MICROS + trips() + World.SECOND,
                Property.AVAILABLE,
                "a fresh store is not answered");
        for (ClientStore store : stores) {
            // Another node may have finished this very store.
            boolean stored = store.outcome() instanceof StoreOutcome.Stored
                    || store.outcome() instanceof StoreOutcome.AlreadyYours;
            if (!stored) {
                throw new Broken(
                        Property.AVAILABLE.title(),
                        store.key,
                        "in a healed world, the " + store + " led to " + store.outcome());
            }
        }
    }

    /** Twenty of the longest trips. */
    private long trips() {
        return 20
                * plan.topology().delays().stream()
                        .flatMap(List::stream)
                        .mapToLong(delay -> delay.base() + delay.jitter() + delay.tail())
                        .max()
                        .orElse(0);
    }

    /** Whoever was not told what became of a store asks again with the same transaction, anywhere. */
    private void askAgain() {
        Set<List<Object>> asked = new HashSet<>();
        List<ClientStore> again = new ArrayList<>();
        for (ClientStore store : List.copyOf(world.stores())) {
            boolean unknown = store.isHungUp() || !store.isDone() || store.outcome() instanceof StoreOutcome.Unknown;
            if (unknown && asked.add(List.of(store.key, store.txId, store.value))) {
                SimNode node = world.node(random.nextInt(world.nodes().size()));
                again.add(world.store(node, store.key, store.value, store.txId, false, RETRY_MICROS));
            }
        }
        until(
                () -> again.stream().allMatch(ClientStore::isDone),
                RETRY_MICROS + World.SECOND,
                Property.AVAILABLE,
                "a retry is not answered");
        for (ClientStore store : again) {
            if (store.outcome() instanceof StoreOutcome.Unknown
                    || store.outcome() instanceof StoreOutcome.NotAttempted) {
                throw new Broken(
                        Property.AVAILABLE.title(),
                        "in a healed world, the retry " + store + " led to " + store.outcome());
            }
        }
    }

    // ---- Rest.

    private boolean hasNoReservations() {
        for (SimNode node : world.nodes()) {
            if (node.driver().openReservations() > 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isAtRest() {
        return restless().isEmpty();
    }

    private String restless() {
        SimNode first = world.nodes().getFirst();
        for (SimNode node : world.nodes()) {
            if (!node.isUp()) {
                continue;
            }
            if (node.driver().openKeys() > 0) {
                return node + " works on " + node.driver().openKeys() + " keys";
            }
            if (node.driver().openReservations() > 0) {
                return node + " watches " + node.driver().openReservations() + " reservations";
            }
            if (!node.openCalls().isEmpty()) {
                return node + " owes an answer to the " + node.openCalls().getFirst();
            }
            if (node.disk().commits() != first.disk().commits()) {
                return node + " has " + node.disk().commits() + " commits, and " + first + " "
                        + first.disk().commits();
            }
        }
        Map<Key, Pid> expected = first.disk().committed();
        for (SimNode node : world.nodes()) {
            if (node != first && !node.disk().committed().equals(expected)) {
                return node + " and " + first + " have different commits";
            }
        }
        return "";
    }

    /** A key for which any proposal may have been sent has a winner. */
    private void judgeWinners() {
        Set<Key> won = world.nodes().getFirst().disk().committed().keySet();
        for (ClientStore store : world.stores()) {
            boolean refused = store.isDone()
                    && (store.outcome() instanceof StoreOutcome.NotAttempted
                            || store.outcome() instanceof StoreOutcome.KeyReserved);
            if (store.pid() != null && !refused && !won.contains(store.key)) {
                throw new Broken(
                        Property.EVERY_WANTED_KEY_IS_WON.title(),
                        store.key,
                        "nobody has key '" + store.key + "', although " + store + " was sent");
            }
        }
    }
}
