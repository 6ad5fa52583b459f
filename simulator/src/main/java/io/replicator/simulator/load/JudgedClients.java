package io.replicator.simulator.load;

import io.replicator.simulator.history.Contest;
import io.replicator.simulator.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Clients that somebody directs one operation at a time, while the nodes suffer; everything that they are told is judged as
 * in a {@link Load}, and remembered. Each operation is sent once. Thread-safe.
 */
public final class JudgedClients implements AutoCloseable {

    /** Keys that are read at every node in the end: so many of each kind, see {@link FinalCheck}. */
    private static final int MOST_CHECKED = 500;

    private final List<Target> targets;
    private final Values values;
    private final Answers answers;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Time time = new RunTime(stopped);
    private final Witness witness = new Witness(() -> {});
    private final Unknowns unknowns = new Unknowns();
    private final Deadlines deadlines = new Deadlines(Connection.ANSWER_TIMEOUT);
    private final AtomicLong transactions = new AtomicLong();
    private final List<Deque<Connection>> idle;
    private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();

    /**
     * @param valueBytes how long each value is, at least 8 bytes
     */
    public JudgedClients(List<Target> targets, int valueBytes) {
        this.targets = List.copyOf(targets);
        this.values = new Values(valueBytes, valueBytes);
        this.answers = new Answers(values);
        this.idle = this.targets.stream()
                .<Deque<Connection>>map(target -> new ConcurrentLinkedDeque<>())
                .toList();
    }

    /**
     * What a client asked, and what it was told. Times are nanoseconds since these clients began.
     *
     * @param txId the transaction of a store; empty if the client read
     * @param node index of the node that was asked
     * @param answer in words for people
     */
    public record Operation(
            String key, String txId, int node, long begin, long end, Outcome<String> outcome, String answer) {

        public boolean isStore() {
            return !txId.isEmpty();
        }
    }

    /**
     * A promise that was not kept.
     *
     * @param at when it was noticed, in nanoseconds since these clients began
     */
    public record Broken(Promise promise, String key, String what, long at) {}

    /**
     * What was asked in the end.
     *
     * @param listed keys that somebody has, all of which stand in the lists of {@code lists} nodes
     * @param keys that several wanted, or somebody has; {@code keysRead} of them were read at every node
     * @param reads answers to these reads
     * @param reservations answers to the question whether a reservation is left
     * @param resent stores of unknown outcome that became final when they were sent again
     * @param open those that did not
     * @param unanswered questions that had no answer in time
     * @param away names of nodes that were not there
     */
    public record Check(
            long listed,
            long lists,
            long keys,
            long keysRead,
            long reads,
            long reservations,
            long resent,
            long open,
            long unanswered,
            List<String> away) {
        public Check {
            away = List.copyOf(away);
        }

        /** In words for people. */
        @Override
        public String toString() {
            return listed + " keys in the lists of " + lists + " nodes, " + keysRead + " of " + keys
                    + " read at every node (" + reads + " reads), " + reservations
                    + " answers that nothing is reserved, "
                    + resent + " sent again";
        }
    }

    /** Nanoseconds since these clients began. */
    public long now() {
        return time.now();
    }

    /** Stores a value of its own by a transaction of its own; the key is of unreserved characters (RFC 3986) alone. */
    public Operation store(int node, String key) {
        return store(node, key, false);
    }

    /**
     * As {@link #store(int, String)}, but leaves it to the node to make the transaction id, as some clients do: such a
     * store may be told that the key is reserved, for good, and is never sent again. The operation has the client's own
     * name for it.
     */
    public Operation storeAnonymously(int node, String key) {
        return store(node, key, true);
    }

    private Operation store(int node, String key, boolean anonymous) {
        String txId = Values.txId(transactions.getAndIncrement());
        if (anonymous) {
            answers.transactions().isAnonymous(txId);
        }
        byte[] value = new byte[values.most()];
        int length = values.write(txId, value);
        long begin = time.now();
        witness.proposes(key, txId, begin);
        Exchange exchange = with(node, door -> door.put(key, anonymous ? "" : txId, value, length, false));
        long end = time.now();
        Answers.Reading reading = answers.ofStore(exchange, txId);
        Answers.Reading resolved = with(node, door -> answers.resolved(reading, key, door));
        witness.stored(key, txId, true, node, begin, end, resolved);
        if (!anonymous) {
            unknowns.after(key, txId, resolved.outcome());
        }
        return remember(new Operation(key, txId, node, begin, end, resolved.outcome(), Witness.describe(resolved)));
    }

    /** Reads, linearizably. */
    public Operation read(int node, String key) {
        long begin = time.now();
        Exchange exchange = with(node, door -> door.get("/store/" + key));
        long end = time.now();
        Answers.Reading reading = answers.ofRead(exchange);
        witness.read(key, node, begin, end, reading);
        return remember(new Operation(key, "", node, begin, end, reading.outcome(), Witness.describe(reading)));
    }

    private <T> T with(int node, Function<Connection, T> question) {
        @Nullable Connection free = idle.get(node).poll();
        Connection door = free == null ? new Connection(targets.get(node).url(), deadlines) : free;
        try {
            return question.apply(door);
        } finally {
            idle.get(node).push(door);
        }
    }

    private Operation remember(Operation operation) {
        operations.add(operation);
        return operation;
    }

    /** All operations so far, in the order in which they began. */
    public List<Operation> operations() {
        List<Operation> all = new ArrayList<>(operations);
        all.sort(Comparator.comparingLong(Operation::begin));
        return all;
    }

    /** The first promise that was broken. */
    public Optional<Broken> broken() {
        return witness.broken().map(found -> new Broken(found.promise(), found.key(), found.what(), found.at()));
    }

    /** What has become of a key; null if no client asked for it. */
    public @Nullable Contest<String, String> contest(String key) {
        return witness.history().contest(key);
    }

    /** How many facts were judged. */
    public long judged() {
        return witness.history().told();
    }

    /**
     * Once all nodes are there again, and nobody asks any more: sends what is unknown again until it is final, looks up
     * all keys in every node's list, reads some of them, and looks for reservations that were left. {@link #broken}
     * says what was found.
     */
    public Check check() throws InterruptedException {
        FinalCheck check = new FinalCheck(targets, MOST_CHECKED, 0, answers, witness, unknowns, time, deadlines);
        FinalCheck.Result result = check.run();
        return new Check(
                result.listed(),
                result.lists(),
                result.contended() + result.taken(),
                result.contendedChecked() + result.takenChecked(),
                result.reads(),
                result.reservations(),
                result.resent(),
                result.open(),
                result.unread(),
                result.away().stream().map(Target::name).toList());
    }

    @Override
    public void close() {
        stopped.countDown();
        idle.forEach(connections -> connections.forEach(Connection::close));
        deadlines.close();
    }
}
