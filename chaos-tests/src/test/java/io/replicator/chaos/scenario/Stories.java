package io.replicator.chaos.scenario;

import static io.replicator.simulator.nemesis.Fault.together;
import static io.replicator.simulator.nemesis.Faults.blackHole;
import static io.replicator.simulator.nemesis.Faults.cut;
import static io.replicator.simulator.nemesis.Faults.killed;
import static io.replicator.simulator.nemesis.Faults.restarted;
import static io.replicator.simulator.nemesis.Faults.slow;
import static io.replicator.simulator.nemesis.Ways.between;
import static io.replicator.simulator.nemesis.Ways.sentBy;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.containers.Group;
import io.replicator.simulator.containers.Node;
import io.replicator.simulator.history.Outcome;
import io.replicator.simulator.load.JudgedClients.Operation;
import io.replicator.simulator.nemesis.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Stories that are told of good nodes and of broken ones alike. */
final class Stories {

    private static final int KEYS = 5;
    /** Time enough to see that everybody has voted, and to keep the coordinator from telling anybody. */
    private static final Duration WAY_HOME = Duration.ofSeconds(3);

    /** Time enough to find another way: a node that lost a peer dials it again within a second or two. */
    private static final Duration TIME_TO_GO_AROUND = Duration.ofSeconds(8);

    static final String BOTH_NOTICE = "both sides notice";
    static final String BYPASSED = "a cut was bypassed";

    private Stories() {}

    /**
     * The same keys are wanted on both sides at the same moment, while nothing passes between them.
     *
     * @param meanwhile what else is done before the partition ends
     */
    static void proposersAcrossAPartition(Scenario it, Group some, Group others, Scenario.Action meanwhile)
            throws Exception {
        Group proposers = Group.of(some.nodes().getFirst(), others.nodes().getFirst());
        List<String> keys = it.freshKeys(KEYS);
        it.during(blackHole(between(some, others)), () -> {
            it.storeAtOnce(keys, proposers);
            meanwhile.run();
        });
        it.eventually("each key has a winner, and nobody is told of a second one", () -> {
            it.storeAtOnce(keys, proposers);
            return it.haveWinners(keys);
        });
    }

    /**
     * A coordinator hears of all votes, tells its clients "stored", and is killed before anybody else hears of it; the
     * voters are killed too, and start again. The clients' keys are known by these votes alone then.
     */
    static void votersRestartAndTheCoordinatorIsGone(Scenario it, Node coordinator) throws Exception {
        Group voters = without(it.network().all(), coordinator);
        Fault death = killed(coordinator);
        List<String> keys = new ArrayList<>();
        // Voters that heard each other would finish the stores by themselves, two seconds after they have voted.
        it.during(together(votesAreSlow(voters, coordinator), votersAreApart(it, coordinator)), () -> {
            VotedFor middle = votedFor(it, coordinator, voters);
            keys.addAll(middle.keys());
            it.during(blackHole(sentBy(coordinator).to(voters)), () -> {
                long acknowledged = middle.stores().answers().stream()
                        .filter(Scenario::isStored)
                        .count();
                it.notes(acknowledged + " of " + KEYS + " clients were told 'stored' by the one who alone knows");
                assertTrue(acknowledged > 0, "no client was told before the coordinator was killed");
                assertFalse(anyHolds(voters, keys), "a voter heard of it before the coordinator was killed");
                it.begin(death);
                it.during(restarted(voters), () -> {});
            });
        });
        it.eventually(
                "the voters are ready again",
                Scenario.RECOVERY,
                () -> voters.nodes().stream().allMatch(Node::isReady));
        it.eventually(
                "the voters tell who has the keys",
                () -> it.storeAtOnce(keys, voters.nodes().getLast()).stream().allMatch(Stories::isFinal));
        it.read(voters.nodes().getFirst(), keys.getFirst());
        it.end(death);
    }

    /**
     * A coordinator sends its proposals, everybody votes for them, and it is killed before it hears of any vote but its
     * own: nothing can be decided before, neither by it nor by the voters, who do not hear each other either.
     */
    static void coordinatorDiesBetweenVoteAndCommit(Scenario it, Node coordinator) throws Exception {
        Group others = without(it.network().all(), coordinator);
        Fault death = killed(coordinator);
        List<String> keys = new ArrayList<>();
        it.during(together(blackHole(sentBy(others).to(coordinator)), votersAreApart(it, coordinator)), () -> {
            VotedFor middle = votedFor(it, coordinator, others);
            keys.addAll(middle.keys());
            it.begin(death);
            assertTrue(
                    middle.stores().answers().stream().noneMatch(Stories::isFinal),
                    "a client was told of a decision before the coordinator was killed");
            assertFalse(anyHolds(others, keys), "a decision was made before the coordinator was killed");
        });
        it.storesGoOnAt(others);
        it.eventually(
                "the others have finished what it left",
                () -> others.nodes().stream().allMatch(node -> keys.stream().allMatch(node::holds)));
        it.storeAtOnce(keys, others.nodes().getLast());
        it.eachHasOneWinner(keys);
        it.end(death);
    }

    private static boolean anyHolds(Group voters, List<String> keys) {
        return voters.nodes().stream().anyMatch(node -> keys.stream().anyMatch(node::holds));
    }

    private static Group without(Group group, Node one) {
        return Group.named(
                group + " but " + one,
                group.nodes().stream().filter(node -> node != one).toList());
    }

    /** No quorum of them can be reached without the coordinator; stores do not need these ways. */
    private static Fault votersAreApart(Scenario it, Node coordinator) {
        List<Group> clusters = it.network().clusters();
        List<Group> parts = new ArrayList<>();
        if (clusters.size() == 1) {
            parts.addAll(without(clusters.getFirst(), coordinator).nodes());
        } else {
            clusters.forEach(cluster -> parts.add(without(cluster, coordinator)));
        }
        List<Fault> holes = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            for (Group other : parts.subList(i + 1, parts.size())) {
                holes.add(blackHole(between(parts.get(i), other)));
            }
        }
        return together(holes.toArray(Fault[]::new));
    }

    /** So that there is a time in which everybody has voted, and the coordinator has not heard of it. */
    private static Fault votesAreSlow(Group voters, Node coordinator) {
        return slow(sentBy(voters).to(coordinator), WAY_HOME, Duration.ZERO);
    }

    /** Stores of these keys are under way, and all others have voted for them. */
    private record VotedFor(List<String> keys, Scenario.Stores stores) {}

    /** Begins to store, until it is caught in that time: a busy machine may miss it, and then other keys are stored. */
    private static VotedFor votedFor(Scenario it, Node coordinator, Group voters) {
        List<VotedFor> attempts = new ArrayList<>(List.of(begin(it, coordinator)));
        it.eventually("everybody has voted, and the coordinator has not heard of it", () -> {
            if (attempts.getLast().stores().anyAnswered()) {
                it.notes("too early, a client was told: "
                        + attempts.getLast().stores().firstAnswer());
                attempts.add(begin(it, coordinator));
            }
            VotedFor latest = attempts.getLast();
            return haveReserved(voters, latest.keys()) && !latest.stores().anyAnswered();
        });
        return attempts.getLast();
    }

    private static VotedFor begin(Scenario it, Node coordinator) {
        List<String> keys = it.freshKeys(KEYS);
        return new VotedFor(keys, it.beginToStore(keys, coordinator));
    }

    /** Asks all at once: there is little time. */
    private static boolean haveReserved(Group voters, List<String> keys) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> questions = new ArrayList<>();
            for (Node voter : voters.nodes()) {
                keys.forEach(key -> questions.add(() -> voter.hasReserved(key)));
            }
            boolean all = true;
            for (Future<Boolean> answer : threads.invokeAll(questions)) {
                all &= answer.get();
            }
            return all;
        }
    }

    private static boolean isFinal(Operation operation) {
        return operation.outcome() instanceof Outcome.Stored<String>
                || operation.outcome() instanceof Outcome.Taken<String>;
    }

    /** A cut parts these groups, and keeps them parted however long they look for a way. */
    static void cutHolds(Scenario it, Group some, Group... others) throws Exception {
        it.during(cut(some, others), () -> {
            it.eventually(BOTH_NOTICE, TIME_TO_GO_AROUND, () -> areParted(some, others));
            it.goOn(TIME_TO_GO_AROUND);
            assertTrue(areParted(some, others), BYPASSED);
        });
    }

    static boolean areParted(Group some, Group... others) {
        return some.nodes().stream()
                .allMatch(one ->
                        Group.of(others).nodes().stream().noneMatch(other -> one.sees(other) || other.sees(one)));
    }
}
