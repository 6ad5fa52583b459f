package io.replicator.simulator.load;

import java.util.concurrent.atomic.AtomicLong;

/** One client at one node: takes one operation after the other from the agenda, and tells what it saw. */
final class Client implements Runnable {

    /** In a closed loop, how long to leave a node alone that cannot be connected to. */
    private static final long PAUSE_NANOS = 100_000_000;

    private final int node;
    private final Door door;
    private final Agenda agenda;
    private final Time time;
    private final AtomicLong transactions;
    private final Values values;
    private final Answers answers;
    private final Witness witness;
    private final Meter meter;
    private final Unknowns unknowns;
    private final NodeWatch watch;
    private final byte[] buffer;

    /**
     * What all clients share.
     *
     * @param transactions the number of the next one
     */
    record Shared(
            Agenda agenda,
            Time time,
            AtomicLong transactions,
            Values values,
            Witness witness,
            Meter meter,
            Unknowns unknowns) {}

    Client(int node, Door door, NodeWatch watch, int mostValue, Shared shared) {
        this.node = node;
        this.door = door;
        this.watch = watch;
        this.agenda = shared.agenda();
        this.time = shared.time();
        this.transactions = shared.transactions();
        this.values = shared.values();
        this.answers = new Answers(values);
        this.witness = shared.witness();
        this.meter = shared.meter();
        this.unknowns = shared.unknowns();
        this.buffer = new byte[mostValue];
    }

    @Override
    public void run() {
        try {
            for (Turn turn = agenda.next(node); turn != null; turn = agenda.next(node)) {
                boolean scheduled = turn.due() != Turn.NOW;
                if (!time.await(scheduled ? turn.due() : 0)) {
                    agenda.giveBack(turn);
                    return;
                }
                if (turn.gate() != Gate.OPEN) {
                    turn.gate().pass();
                }
                Answer answer = turn.kind() == Turn.Kind.STORE ? store(turn) : read(turn);
                if (answer == Answer.NOT_CONNECTED && !scheduled && !time.await(time.now() + PAUSE_NANOS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer store(Turn turn) {
        String txId = Values.txId(transactions.getAndIncrement());
        int length = values.write(txId, buffer);
        long begin = time.now();
        witness.proposes(turn.key(), txId, begin);
        Exchange exchange = door.put(turn.key(), txId, buffer, length, turn.hangUp());
        long end = time.now();
        Answers.Reading reading = answers.ofStore(exchange, txId);
        witness.stored(turn.key(), txId, true, node, begin, end, reading);
        unknowns.after(turn.key(), txId, reading.outcome());
        return ended(turn, reading.answer(), begin, end);
    }

    private Answer read(Turn turn) {
        long begin = time.now();
        Exchange exchange = door.get("/store/" + turn.key());
        long end = time.now();
        Answers.Reading reading = answers.ofRead(exchange);
        witness.read(turn.key(), node, begin, end, reading);
        return ended(turn, reading.answer(), begin, end);
    }

    private Answer ended(Turn turn, Answer answer, long begin, long end) {
        meter.ended(turn.kind(), answer, turn.due() == Turn.NOW ? begin : turn.due(), end);
        watch.saw(answer, begin, end);
        return answer;
    }
}
