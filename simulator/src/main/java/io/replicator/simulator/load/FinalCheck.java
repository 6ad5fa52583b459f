package io.replicator.simulator.load;

import io.replicator.simulator.history.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * What is asked of all nodes once the load is over: sends every transaction of unknown outcome again until its outcome is
 * final, looks up all keys in the list of what each node has committed, reads some of them at every node, and looks for
 * reservations that were left. A key that a node has committed has none there, so only the others are asked about, and
 * those that were read.
 */
final class FinalCheck {

    /** How long a node may go on not giving an answer that counts. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();
    /** A node that nobody could connect to for so long is not there. */
    private static final long CONNECT_PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

    /** Less than the other, so that what is left is told before the node is taken for silent. */
    private static final long RESERVATION_PATIENCE_NANOS =
            Duration.ofSeconds(25).toNanos();

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int MOST_THREADS_EACH = 8;

    private final List<Target> targets;
    private final Values values;
    private final Answers answers;
    private final Witness witness;
    private final Unknowns unknowns;
    private final Time time;
    private final Deadlines deadlines;
    private final int mostKeys;
    private final SplittableRandom random;
    private final Set<Integer> away = ConcurrentHashMap.newKeySet();
    /** Those that are there and gave no answer that counts in time. */
    private final Set<Integer> silent = ConcurrentHashMap.newKeySet();

    private volatile String doing = "Checking";
    private volatile long total;
    private final AtomicLong done = new AtomicLong();

    /**
     * @param mostKeys how many acknowledged keys at most, and as many contended ones, are read at every node
     * @param seed of which keys these are, if there are more
     */
    FinalCheck(
            List<Target> targets,
            int mostKeys,
            long seed,
            Answers answers,
            Witness witness,
            Unknowns unknowns,
            Time time,
            Deadlines deadlines) {
        this.targets = targets;
        this.values = answers.values();
        this.answers = answers;
        this.witness = witness;
        this.unknowns = unknowns;
        this.time = time;
        this.deadlines = deadlines;
        this.mostKeys = mostKeys;
        this.random = new SplittableRandom(seed);
    }

    /**
     * What was checked.
     *
     * @param contended keys that were wanted more than once; {@code contendedChecked} of them were read
     * @param taken other keys that somebody has; {@code takenChecked} of them were read
     * @param listed keys that somebody has, all of which stand in the lists of {@code lists} nodes
     * @param reads answers that counted
     * @param unread answers that did not come in time, from nodes that are there; a list is one
     * @param reservations answers that counted to the question whether a reservation is left
     * @param resent transactions of unknown outcome that became final
     * @param open those that did not
     * @param away nodes that were not there
     */
    record Result(
            long contended,
            long contendedChecked,
            long winners,
            long taken,
            long takenChecked,
            long listed,
            long lists,
            long reads,
            long unread,
            long reservations,
            long resent,
            long open,
            List<Target> away) {}

    /** How far it is. */
    void tell(Progress progress) {
        progress.checking(doing, done.get(), total);
    }

    Result run() throws InterruptedException {
        Sample contended = new Sample(mostKeys, random);
        witness.history().forEach(contest -> {
            if (contest.stores() > 1) {
                contended.offer(contest.key());
            }
        });
        long unknown = unknowns.open();
        begin("Sending again what is unknown", unknown);
        onEveryNode(MOST_THREADS_EACH, node -> sendAgain(node, time.now() + PATIENCE_NANOS));
        Unknowns.Store left = unknowns.poll();
        if (left != null && Targets.canWrite(targets)) {
            witness.breaks(
                    Promise.UNKNOWN_ENDS,
                    left.key(),
                    "the outcome of " + unknowns.open() + " transactions is still unknown although a quorum is there, "
                            + left.txId() + " at key " + left.key() + " for one",
                    time.now());
        }

        Optional<KeyLists> lists = knownKeys();
        List<List<String>> open = new ArrayList<>(Collections.nCopies(targets.size(), List.of()));
        Count listed = lists.isPresent() ? compareLists(lists.get(), open) : new Count(0, targets.size() - away.size());

        Set<String> wanted = new HashSet<>(contended.keys());
        Sample taken = new Sample(mostKeys, random);
        AtomicLong winners = new AtomicLong();
        witness.history().forEach(contest -> {
            if (wanted.contains(contest.key())) {
                winners.addAndGet(contest.winner() == null ? 0 : 1);
            } else if (contest.winner() != null) {
                taken.offer(contest.key());
            }
        });
        List<String> keys = new ArrayList<>(contended.keys());
        keys.addAll(taken.keys());

        Count reads =
                forEachKey("Reading the keys at every node", Collections.nCopies(targets.size(), keys), this::read);
        // Reservations of the load itself are older than that then, however long the reading took.
        long until = time.now() + RESERVATION_PATIENCE_NANOS;
        Count free = forEachKey(
                "Looking for reservations",
                open.stream().map(here -> together(keys, here)).toList(),
                (node, door, key) -> isFree(node, door, key, until));
        return new Result(
                contended.offered(),
                contended.keys().size(),
                winners.get(),
                taken.offered(),
                taken.keys().size(),
                lists.map(KeyLists::taken).orElse(0L),
                listed.counted(),
                reads.counted(),
                listed.missing() + reads.missing() + free.missing(),
                free.counted(),
                unknown - unknowns.open(),
                unknowns.open() + unknowns.dropped(),
                away.stream().sorted().map(targets::get).toList());
    }

    private static List<String> together(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).distinct().toList();
    }

    private void begin(String what, long of) {
        doing = what;
        done.set(0);
        total = of;
    }

    // ---- Unknown outcomes.

    private void sendAgain(int node, long until) throws InterruptedException {
        byte[] buffer = new byte[values.most()];
        try (Connection door = new Connection(targets.get(node).url(), deadlines)) {
            while (unknowns.open() > 0 && time.now() < until && !away.contains(node)) {
                Unknowns.Store store = unknowns.poll();
                if (store == null) {
                    Thread.sleep(PAUSE);
                    continue;
                }
                int length = values.write(store.txId(), buffer);
                long begin = time.now();
                witness.proposes(store.key(), store.txId(), begin);
                Exchange exchange = door.put(store.key(), store.txId(), buffer, length, false);
                Answers.Reading reading = answers.resolved(answers.ofStore(exchange, store.txId()), store.key(), door);
                witness.stored(store.key(), store.txId(), false, node, begin, time.now(), reading);
                if (reading.outcome() instanceof Outcome.Stored<String>
                        || reading.outcome() instanceof Outcome.Taken<String>) {
                    unknowns.settled();
                    done.incrementAndGet();
                    continue;
                }
                unknowns.putBack(store);
                if (exchange instanceof Exchange.NotSent) {
                    leaveIfAway(node, door);
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    /** Tries a little longer whether a node is there, and takes it for away if it is not. */
    private void leaveIfAway(int node, Door door) throws InterruptedException {
        long until = time.now() + CONNECT_PATIENCE_NANOS;
        while (door.get("/health/live") instanceof Exchange.NotSent) {
            if (time.now() > until) {
                away.add(node);
                return;
            }
            Thread.sleep(PAUSE);
        }
    }

    // ---- Lists.

    /** By what the first node that answers says of the network; without one nothing can be looked up. */
    private Optional<KeyLists> knownKeys() throws InterruptedException {
        Optional<String> network = Optional.empty();
        long until = time.now() + PATIENCE_NANOS;
        while (network.isEmpty() && time.now() < until && away.size() < targets.size()) {
            for (int node = 0; node < targets.size() && network.isEmpty(); node++) {
                network = networkAt(node);
            }
            if (network.isEmpty()) {
                Thread.sleep(PAUSE);
            }
        }
        return network.map(id -> KeyLists.of(witness.history(), values, answers.transactions(), id));
    }

    private Optional<String> networkAt(int node) throws InterruptedException {
        if (away.contains(node)) {
            return Optional.empty();
        }
        try (Connection door = new Connection(targets.get(node).url(), deadlines)) {
            Optional<String> network = KeyLists.network(door);
            if (network.isEmpty()) {
                leaveIfAway(node, door);
            }
            return network;
        }
    }

    /**
     * Compares the keys with the list of each node.
     *
     * @param open gets, for each node, the keys that it has not committed
     */
    private Count compareLists(KeyLists keys, List<List<String>> open) throws InterruptedException {
        begin("Looking up all keys in every node's list", targets.size());
        AtomicLong complete = new AtomicLong();
        onEveryNode(1, node -> {
            try (Connection door = new Connection(targets.get(node).url(), deadlines)) {
                if (isComplete(node, door, keys, open)) {
                    complete.incrementAndGet();
                }
                done.incrementAndGet();
            }
        });
        return new Count(complete.get(), targets.size() - away.size() - complete.get());
    }

    /** Looks again as long as something comes: a commit may be on its way, and whoever reads its key fetches it. */
    private boolean isComplete(int node, Door door, KeyLists keys, List<List<String>> open)
            throws InterruptedException {
        long until = time.now() + PATIENCE_NANOS;
        int least = Integer.MAX_VALUE;
        while (isThere(node) && witness.broken().isEmpty()) {
            KeyLists.Difference here = keys.compare(door).orElse(null);
            if (here == null) {
                leaveIfAway(node, door);
                leaveIfSilent(node, until);
            } else if (!here.wrong().isEmpty()) {
                breaks(Promise.ONE_WINNER, here.wrongKey(), "has committed " + here.wrong(), node);
            } else if (here.missing().isEmpty()) {
                open.set(node, here.open());
                return readAll(node, door, here.unexpected());
            } else {
                until = here.missing().size() < least ? time.now() + PATIENCE_NANOS : until;
                least = Math.min(least, here.missing().size());
                if (time.now() > until) {
                    breaks(Promise.NOTHING_LOST, here.missing().getFirst(), "has not committed it", node);
                }
                readAll(node, door, here.missing().subList(0, Math.min(mostKeys, least)));
            }
            Thread.sleep(PAUSE);
        }
        return false;
    }

    private boolean readAll(int node, Door door, List<String> keys) throws InterruptedException {
        for (String key : keys) {
            if (!witness.broken().isEmpty() || !untilItCounts(node, door, key, this::read)) {
                return false;
            }
        }
        return true;
    }

    private void leaveIfSilent(int node, long until) {
        if (time.now() > until) {
            silent.add(node);
        }
    }

    private void breaks(Promise promise, String key, String what, int node) {
        witness.breaks(
                promise,
                key,
                "key " + key + ": " + targets.get(node).name() + " " + what + ", long after the load",
                time.now());
    }

    // ---- Keys.

    private interface KeyTask {
        /** Whether an answer that counts has come. */
        boolean check(int node, Door door, String key) throws InterruptedException;
    }

    private interface NodeTask {
        void run(int node) throws InterruptedException;
    }

    /** How many answers counted, and how many were missing at nodes that are there. */
    private record Count(long counted, long missing) {}

    /**
     * @param each the keys for each node
     */
    private Count forEachKey(String what, List<List<String>> each, KeyTask task) throws InterruptedException {
        begin(what, each.stream().mapToLong(List::size).sum());
        List<AtomicLong> counted =
                targets.stream().map(target -> new AtomicLong()).toList();
        List<AtomicInteger> next =
                targets.stream().map(target -> new AtomicInteger()).toList();
        onEveryNode(MOST_THREADS_EACH, node -> {
            List<String> keys = each.get(node);
            try (Connection door = new Connection(targets.get(node).url(), deadlines)) {
                int i = next.get(node).getAndIncrement();
                while (i < keys.size() && isThere(node) && witness.broken().isEmpty()) {
                    if (untilItCounts(node, door, keys.get(i), task)) {
                        counted.get(node).incrementAndGet();
                    }
                    done.incrementAndGet();
                    i = next.get(node).getAndIncrement();
                }
            }
        });
        long all = 0;
        long missing = 0;
        for (int node = 0; node < targets.size(); node++) {
            long here = counted.get(node).get();
            all += here;
            missing += away.contains(node) ? 0 : each.get(node).size() - here;
        }
        return new Count(all, missing);
    }

    private boolean isThere(int node) {
        return !away.contains(node) && !silent.contains(node);
    }

    /** Asks again and again; a node that never gives an answer that counts is asked nothing more. */
    private boolean untilItCounts(int node, Door door, String key, KeyTask task) throws InterruptedException {
        long until = time.now() + PATIENCE_NANOS;
        while (isThere(node)) {
            if (task.check(node, door, key)) {
                return true;
            }
            leaveIfSilent(node, until);
            Thread.sleep(PAUSE);
        }
        return false;
    }

    private boolean read(int node, Door door, String key) throws InterruptedException {
        long begin = time.now();
        Exchange exchange = door.get("/store/" + key);
        Answers.Reading reading = answers.ofRead(exchange);
        witness.read(key, node, begin, time.now(), reading);
        if (exchange instanceof Exchange.NotSent) {
            leaveIfAway(node, door);
        }
        return reading.answer().isFinal();
    }

    private boolean isFree(int node, Door door, String key, long until) throws InterruptedException {
        Exchange exchange = door.get("/local/proposed/" + key);
        if (exchange instanceof Exchange.NotSent) {
            leaveIfAway(node, door);
        }
        int status = exchange instanceof Exchange.Answered answered
                        && !answered.node().isEmpty()
                ? answered.status()
                : -1;
        long now = time.now();
        if (status == 200 && now > until) {
            witness.breaks(
                    Promise.NO_RESERVATION,
                    key,
                    "key " + key + " is still reserved at " + targets.get(node).name() + ", more than "
                            + Duration.ofNanos(RESERVATION_PATIENCE_NANOS).toSeconds() + " s after the load",
                    now);
        }
        return status == 404;
    }

    private void onEveryNode(int threadsEach, NodeTask task) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int node = 0; node < targets.size(); node++) {
                int index = node;
                for (int i = 0; i < threadsEach; i++) {
                    running.add(threads.submit(() -> {
                        task.run(index);
                        return null;
                    }));
                }
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the check failed", e.getCause());
        }
    }

    /** So many keys out of all that are offered, each with the same chance (Vitter's algorithm R). */
    private static final class Sample {
        private final int most;
        private final SplittableRandom random;
        private final List<String> keys = new ArrayList<>();
        private long offered;

        Sample(int most, SplittableRandom random) {
            this.most = most;
            this.random = random;
        }

        void offer(String key) {
            offered++;
            if (keys.size() < most) {
                keys.add(key);
            } else {
                long place = random.nextLong(offered);
                if (place < most) {
                    keys.set((int) place, key);
                }
            }
        }

        List<String> keys() {
            return keys;
        }

        long offered() {
            return offered;
        }
    }
}
