package io.replicator.chaos.scenario;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.containers.Group;
import io.replicator.simulator.containers.Node;
import io.replicator.simulator.history.Outcome;
import io.replicator.simulator.load.JudgedClients;
import io.replicator.simulator.load.JudgedClients.Broken;
import io.replicator.simulator.load.JudgedClients.Operation;
import io.replicator.simulator.nemesis.Fault;
import io.replicator.simulator.nemesis.Nemesis;
import io.replicator.simulator.nemesis.Timeline;
import io.replicator.simulator.nemesis.Troubles;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * One story that is played to a network: faults that begin and end, and clients that ask. Whatever the clients are told is
 * judged by the oracle of the simulator. In the end all faults are undone, and then clients must find that
 *
 * <ul>
 *   <li>every node stores again,
 *   <li>each store of unknown outcome becomes final when it is sent again,
 *   <li>each key has one value, the same at every node, and it is the one that was acknowledged,
 *   <li>and no key is left reserved.
 * </ul>
 *
 * A story that goes wrong leaves a report, the logs of all nodes, the faults and the whole history behind.
 */
final class Scenario {

    /** How long something that is promised may take here: the machine may be slow, and busy with other things. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** How long it may take after everything until every node stores again: all of them may have to start first. */
    static final Duration RECOVERY = Duration.ofMinutes(2);

    /** To look often would keep the nodes from what is waited for. */
    private static final Duration POLL = Duration.ofMillis(250);

    private static final Duration BETWEEN_STORES = Duration.ofMillis(400);

    private static final int VALUE_BYTES = 64;

    private final String name;
    private final boolean planted;
    private final String test;
    private final ContainerNetwork network;
    private final String prefix;
    private final JudgedClients clients;
    private final Timeline timeline;
    private final Troubles troubles;
    private @Nullable Traffic traffic;
    private OptionalLong healed = OptionalLong.empty();
    private JudgedClients.@Nullable Check check;
    private int keys;
    private String flags = "";

    private Scenario(String name, boolean planted, ContainerNetwork network, int valueBytes) {
        this.name = name;
        this.planted = planted;
        this.test = callingTest();
        this.network = network;
        this.prefix = "chaos." + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36) + ".";
        this.clients = new JudgedClients(network.targets(), valueBytes);
        this.timeline = new Timeline(clients::now);
        this.troubles = new Troubles(timeline);
    }

    /** What happens. */
    interface Story {
        void play(Scenario it) throws Exception;
    }

    /** Something that is done while a fault lasts. */
    interface Action {
        void run() throws Exception;
    }

    /** Plays a story to a network that is calm, and leaves it calm. */
    static void play(String name, ContainerNetwork network, Story story) throws Exception {
        play(name, network, VALUE_BYTES, story);
    }

    /**
     * @param valueBytes how long the clients' values are
     */
    static void play(String name, ContainerNetwork network, int valueBytes, Story story) throws Exception {
        play(new Scenario(name, false, network, valueBytes), story);
    }

    /** Plays a story to nodes that are broken on purpose; returns how that was caught. */
    static ScenarioFailure playPlanted(String name, ContainerNetwork network, Story story) {
        return assertThrows(
                ScenarioFailure.class,
                () -> play(new Scenario("planted: " + name, true, network, VALUE_BYTES), story),
                "planted, and not caught: " + name);
    }

    private static void play(Scenario scenario, Story story) throws Exception {
        try (scenario.clients) {
            scenario.play(story);
        }
    }

    /** The test that plays it, as Maven takes it: the class and the method. */
    private static String callingTest() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.filter(
                                frame -> frame.getDeclaringClass().isAnnotationPresent(OnSharedNetwork.class)
                                        || frame.getDeclaringClass().isAnnotationPresent(OnOwnNetwork.class))
                        .filter(frame -> !frame.getMethodName().startsWith("lambda$"))
                        .findFirst()
                        .map(frame -> frame.getDeclaringClass().getSimpleName() + "#" + frame.getMethodName())
                        .orElse(""));
    }

    private void play(Story story) throws Exception {
        @Nullable Throwable failure = null;
        try {
            network.awaitCalm();
            story.play(this);
            heal();
            demandRecovery();
            judge();
        } catch (TestAbortedException e) {
            throw e;
        } catch (Throwable e) {
            failure = e;
        } finally {
            endQuietly();
        }
        // A broken promise may be what made the story fail otherwise.
        @Nullable Broken broken = clients.broken().orElse(null);
        if (broken != null && !(failure instanceof ScenarioFailure)) {
            failure = new ScenarioFailure(broken.promise().text() + ": " + broken.what(), failure);
        }
        List<String> ends = network.unforeseenEnds();
        if (failure != null || !ends.isEmpty()) {
            throw fail(failure, ends);
        }
        System.out.println("\n=== " + name + ": all promises were kept\n    " + figures() + "\n    checked: " + check
                + ", " + clients.judged() + " facts\n");
    }

    /**
     * @param ends of nodes that nobody brought about, in words for people
     */
    private AssertionError fail(@Nullable Throwable failure, List<String> ends) {
        String what = Stream.concat(Stream.ofNullable(failure).map(Scenario::describe), ends.stream())
                .collect(Collectors.joining("; "));
        ScenarioFailure told = new ScenarioFailure(name + ": " + what, failure);
        String verdict = planted ? "CAUGHT, as it must be: " : "FAILED: ";
        String where = "see above why there is no report";
        try {
            where = new ScenarioReport(name, network, clients, timeline, figures(), check, verdict + what, command())
                    .write();
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            told.addSuppressed(e);
        }
        System.out.println(
                "\n=== " + name + ": " + verdict + what + "\n    " + figures() + "\n    all of it: " + where + "\n");
        return told;
    }

    /** What to type to have it again. */
    private String command() {
        return "mvn verify -pl chaos-tests -am -Dtest=none -Dit.test='" + test + "'" + flags
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false";
    }

    /** Flags that whoever wants it again gives to Maven besides. */
    void isRepeatedWith(String mavenFlags) {
        flags = " " + mavenFlags;
        System.out.println("    " + mavenFlags);
    }

    private static String describe(Throwable failure) {
        return failure instanceof ScenarioFailure ? String.valueOf(failure.getMessage()) : failure.toString();
    }

    private Figures figures() {
        return Figures.of(clients.operations(), healed);
    }

    // ---- Who and what.

    ContainerNetwork network() {
        return network;
    }

    /** A key that nobody has asked for. */
    String freshKey() {
        return prefix + "key." + keys++;
    }

    List<String> freshKeys(int count) {
        List<String> fresh = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fresh.add(freshKey());
        }
        return fresh;
    }

    /** Writes something down for whoever reads the story. */
    void notes(String what) {
        timeline.notes(what);
        System.out.println("    " + what);
    }

    // ---- Faults.

    /** Something is wrong while something else is done; then it is undone, whatever came of it. */
    void during(Fault fault, Action action) throws Exception {
        @Nullable Throwable failure = null;
        try {
            begin(fault);
            action.run();
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            endAfter(failure, fault);
        }
    }

    /** What went wrong first is what counts. */
    private void endAfter(@Nullable Throwable failure, Fault fault) throws Exception {
        try {
            end(fault);
        } catch (Exception e) {
            if (failure == null) {
                throw e;
            }
            failure.addSuppressed(e);
        }
    }

    /** Something is wrong for so long, while the clients that there are go on. */
    void during(Fault fault, Duration time) throws Exception {
        during(fault, () -> goOn(time));
    }

    void begin(Fault fault) throws Exception {
        troubles.begin(fault);
    }

    void end(Fault fault) throws Exception {
        troubles.end(fault);
    }

    /** Faults that a seed draws, several at a time, for so long. */
    void during(Nemesis nemesis, Duration time) throws Exception {
        long over = clients.now() + time.toNanos();
        troubles.play(nemesis, rest -> {
            stopIfBroken();
            goOn(rest);
            return clients.now() < over;
        });
    }

    /** Lets time pass while the clients that there are go on. */
    void goOn(Duration time) {
        await().pollDelay(time).atMost(time.plus(PATIENCE)).until(() -> true);
    }

    /** Undoes every fault that is left. */
    private void heal() throws Exception {
        troubles.endAll();
        healed = OptionalLong.of(clients.now());
    }

    private void endQuietly() {
        try {
            stopTraffic();
            if (healed.isEmpty()) {
                troubles.endAll();
            }
        } catch (Exception e) {
            System.err.println("the scenario '" + name + "' could not be ended in order: " + e);
        }
    }

    // ---- Clients.

    /** From now on until all is over, a client at each of these nodes asks one thing after the other. */
    void clientsAskAt(Group group) {
        long seed = ThreadLocalRandom.current().nextLong();
        timeline.notes("clients ask at " + group + ", seed " + seed);
        traffic = new Traffic(clients, prefix, group.nodes(), seed);
    }

    private void stopTraffic() {
        Traffic running = traffic;
        if (running != null) {
            traffic = null;
            running.close();
        }
    }

    /** One store by one client; returns its answer. */
    Operation store(Node node, String key) {
        return clients.store(node.index(), key);
    }

    Operation read(Node node, String key) {
        return clients.read(node.index(), key);
    }

    /** Stores that are under way at the same time. */
    static final class Stores {
        private final List<Future<Operation>> answers;

        private Stores(List<Future<Operation>> answers) {
            this.answers = answers;
        }

        boolean anyAnswered() {
            return answers.stream().anyMatch(Future::isDone);
        }

        /** What one of those was told who have an answer. */
        String firstAnswer() {
            return answers.stream()
                    .filter(Future::isDone)
                    .map(answer -> answer.resultNow().answer())
                    .findFirst()
                    .orElse("nothing yet");
        }

        /** Waits for all answers; in the order in which they were asked for. */
        List<Operation> answers() throws ExecutionException, InterruptedException {
            List<Operation> all = new ArrayList<>();
            for (Future<Operation> answer : answers) {
                all.add(answer.get());
            }
            return all;
        }
    }

    /** Begins to store all of these keys through each of these nodes, at once, and waits for no answer. */
    Stores beginToStore(List<String> keys, Group group) {
        List<Callable<Operation>> questions = new ArrayList<>();
        for (String key : keys) {
            group.nodes().forEach(node -> questions.add(() -> store(node, key)));
        }
        List<Future<Operation>> answers = new ArrayList<>();
        for (Callable<Operation> question : questions) {
            CompletableFuture<Operation> answer = new CompletableFuture<>();
            Thread.startVirtualThread(() -> {
                try {
                    answer.complete(question.call());
                } catch (Exception e) {
                    answer.completeExceptionally(e);
                }
            });
            answers.add(answer);
        }
        return new Stores(answers);
    }

    /** Stores all of these keys through each of these nodes, at once. */
    List<Operation> storeAtOnce(List<String> keys, Group group) throws ExecutionException, InterruptedException {
        List<Operation> answers = beginToStore(keys, group).answers();
        stopIfBroken();
        return answers;
    }

    // ---- What must be so.

    /** Protocol L2: each of these nodes stores, in time. */
    void storesGoOnAt(Group group) throws Exception {
        storesGoOnAt(group, PATIENCE);
    }

    private void storesGoOnAt(Group group, Duration patience) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (Node node : group.nodes()) {
                String stem = freshKey();
                all.add(threads.submit(() -> storesGoOnAt(node, stem, patience)));
            }
            for (Future<?> one : all) {
                one.get(2 * patience.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ScenarioFailure failure) {
                throw failure;
            }
            throw e;
        }
    }

    /**
     * @param stem of the keys that are asked for
     */
    private void storesGoOnAt(Node node, String stem, Duration patience) {
        long until = clients.now() + patience.toNanos();
        Operation last = store(node, stem);
        for (int n = 1; !isStored(last); n++) {
            stopIfBroken();
            if (clients.now() > until) {
                throw new ScenarioFailure(
                        "stores are promised to go on at " + node
                                + " (docs/protocol.md L2), and none was acknowledged in " + patience.toSeconds()
                                + " s; the last one: " + last.answer(),
                        null);
            }
            goOn(BETWEEN_STORES);
            last = store(node, stem + "." + n);
        }
    }

    /** None of these nodes can know that a key is taken or free: it must not say so. */
    void nothingIsClaimedAt(Group group) throws Exception {
        List<String> fresh = List.of(freshKey());
        List<Operation> answers = storeAtOnce(fresh, group);
        for (Node node : group.nodes()) {
            answers.add(read(node, freshKey()));
        }
        for (Operation answer : answers) {
            switch (answer.outcome()) {
                case Outcome.Refused<String> _, Outcome.Unknown<String> _, Outcome.Unavailable<String> _ -> {}
                default ->
                    throw new ScenarioFailure(
                            network.nodes().get(answer.node()) + " reaches no quorum, and answered nevertheless: "
                                    + answer.answer(),
                            null);
            }
        }
    }

    /** Something that is no matter of time limits comes true, in time. */
    void eventually(String what, Callable<Boolean> condition) {
        eventually(what, PATIENCE, condition);
    }

    void eventually(String what, Duration patience, Callable<Boolean> condition) {
        await(what).atMost(patience).pollInterval(POLL).until(() -> {
            stopIfBroken();
            return condition.call();
        });
    }

    /** Nothing that comes after a broken promise is worth waiting for. */
    private void stopIfBroken() {
        clients.broken().ifPresent(broken -> {
            throw new ScenarioFailure(broken.promise().text() + ": " + broken.what(), null);
        });
    }

    /** Exactly one of all that was proposed has each of these keys. */
    void eachHasOneWinner(List<String> keys) {
        for (String key : keys) {
            if (!haveWinners(List.of(key))) {
                throw new ScenarioFailure("nobody has the key " + key + ", although it was wanted", null);
            }
        }
    }

    boolean haveWinners(List<String> keys) {
        return keys.stream().allMatch(key -> {
            var contest = clients.contest(key);
            return contest != null && contest.winner() != null;
        });
    }

    private void demandRecovery() throws Exception {
        stopIfBroken();
        storesGoOnAt(network.all(), RECOVERY);
        network.awaitCalm();
        stopTraffic();
    }

    private void judge() throws InterruptedException {
        JudgedClients.Check made = clients.check();
        check = made;
        if (!made.away().isEmpty()) {
            throw new ScenarioFailure(
                    "although all is healed, these nodes were not there in the end: " + made.away(), null);
        }
        if (clients.broken().isEmpty() && made.open() + made.unanswered() > 0) {
            throw new ScenarioFailure(
                    "although all is healed, " + made.open() + " stores are still unknown and " + made.unanswered()
                            + " questions were not answered in time",
                    null);
        }
    }

    static boolean isStored(Operation operation) {
        return operation.outcome() instanceof Outcome.Stored<String>;
    }
}
