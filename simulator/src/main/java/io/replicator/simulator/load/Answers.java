package io.replicator.simulator.load;

import com.fasterxml.jackson.jr.ob.JSON;
import io.replicator.simulator.history.Outcome;
import java.io.IOException;
import java.util.Map;

/** Reads what nodes answer (docs/protocol.md, section 9; docs/http.md): for the history, and for counting. */
final class Answers {

    private final Values values;
    private final Transactions transactions = new Transactions();

    Answers(Values values) {
        this.values = values;
    }

    Values values() {
        return values;
    }

    /** What these answers told of stores without an id. */
    Transactions transactions() {
        return transactions;
    }

    /**
     * What an answer says.
     *
     * @param broken what no node should ever answer, in words for people; empty if nothing is wrong with it
     */
    record Reading(Answer answer, Outcome<String> outcome, String broken) {
        Reading(Answer answer, Outcome<String> outcome) {
            this(answer, outcome, "");
        }
    }

    /**
     * Of the one attempt to store by this transaction. A winner is called as the node calls it, see {@link #resolved}.
     */
    Reading ofStore(Exchange exchange, String txId) {
        return switch (exchange) {
            case Exchange.NotSent _ -> new Reading(Answer.NOT_CONNECTED, new Outcome.Refused<>());
            case Exchange.CutOff _ -> new Reading(Answer.CUT_OFF, new Outcome.Unknown<>());
            case Exchange.TimedOut _ -> new Reading(Answer.TIMED_OUT, new Outcome.Unknown<>());
            case Exchange.HungUp _ -> new Reading(Answer.HUNG_UP, new Outcome.Unknown<>());
            // Something on the way, which may have passed the request on.
            case Exchange.Answered a when a.node().isEmpty() -> new Reading(Answer.FAILED, new Outcome.Unknown<>());
            case Exchange.Answered a when a.status() == 201 || a.status() == 200 -> ofSuccess(a, txId);
            case Exchange.Answered a -> {
                if (!a.txId().isEmpty() && !transactions.mayBe(a.txId(), txId)) {
                    yield new Reading(Answer.FAILED, new Outcome.Unknown<>(), misnamed(a, txId));
                }
                yield ofProblem(a);
            }
        };
    }

    private static String misnamed(Exchange.Answered answered, String txId) {
        return "a store of transaction " + txId + " was answered " + answered.status() + " for transaction '"
                + answered.txId() + "'";
    }

    private Reading ofSuccess(Exchange.Answered answered, String txId) {
        Answer answer = answered.status() == 201 ? Answer.STORED : Answer.ALREADY_YOURS;
        if (!transactions.mayBe(answered.txId(), txId)) {
            return new Reading(answer, new Outcome.Unknown<>(), misnamed(answered, txId));
        }
        return new Reading(answer, new Outcome.Stored<>());
    }

    private static Reading ofProblem(Exchange.Answered answered) {
        int status = answered.status();
        if (status != 409) {
            return switch (status) {
                case 422 ->
                    new Reading(
                            Answer.TX_REUSED,
                            new Outcome.Unknown<>(),
                            "a transaction was said to be used before, with another value; each is used once");
                case 503 -> new Reading(Answer.NOT_ATTEMPTED, new Outcome.Refused<>());
                case 504 -> new Reading(Answer.OUTCOME_UNKNOWN, new Outcome.Unknown<>());
                default ->
                    status >= 400 && status < 500
                            ? new Reading(Answer.REFUSED, new Outcome.Refused<>())
                            : new Reading(Answer.FAILED, new Outcome.Unknown<>());
            };
        }
        Map<String, Object> problem = json(answered.body());
        if ("key-reserved".equals(problem.get("code"))) {
            return new Reading(Answer.KEY_RESERVED, new Outcome.Refused<>());
        }
        if ("key-exists".equals(problem.get("code"))
                && problem.get("winner") instanceof Map<?, ?> winner
                && winner.get("txId") instanceof String winnerTxId) {
            return new Reading(Answer.KEY_EXISTS, new Outcome.Taken<>(winnerTxId));
        }
        return new Reading(Answer.FAILED, new Outcome.Unknown<>(), "a conflict (409) that names no winner");
    }

    /**
     * With a winner by its client's own id. If nodes made its id and no answer has told yet whose it is, the key is
     * read, for its value tells; if even that does not, the outcome is unknown.
     *
     * @param door of the node that answered: it has the key
     */
    Reading resolved(Reading reading, String key, Door door) {
        if (!(reading.outcome() instanceof Outcome.Taken<String>(String winner))) {
            return reading;
        }
        if (transactions.own(winner).isEmpty()) {
            Reading read = ofRead(door.get("/store/" + key));
            if (!read.broken().isEmpty()) {
                return new Reading(reading.answer(), new Outcome.Unknown<>(), read.broken());
            }
        }
        Outcome<String> outcome = transactions
                .own(winner)
                .<Outcome<String>>map(Outcome.Taken::new)
                .orElseGet(Outcome.Unknown::new);
        return new Reading(reading.answer(), outcome, reading.broken());
    }

    private static Map<String, Object> json(byte[] body) {
        try {
            return JSON.std.mapFrom(body);
        } catch (IOException e) {
            return Map.of();
        }
    }

    /** Of a read of a key. */
    Reading ofRead(Exchange exchange) {
        return switch (exchange) {
            case Exchange.NotSent _ -> new Reading(Answer.NOT_CONNECTED, new Outcome.Unavailable<>());
            case Exchange.CutOff _ -> new Reading(Answer.CUT_OFF, new Outcome.Unavailable<>());
            case Exchange.TimedOut _ -> new Reading(Answer.TIMED_OUT, new Outcome.Unavailable<>());
            case Exchange.HungUp _ -> new Reading(Answer.HUNG_UP, new Outcome.Unavailable<>());
            case Exchange.Answered a when a.node().isEmpty() -> new Reading(Answer.FAILED, new Outcome.Unavailable<>());
            case Exchange.Answered a ->
                switch (a.status()) {
                    case 200 -> ofValue(a);
                    case 404 -> new Reading(Answer.KEY_UNKNOWN, new Outcome.Missing<>());
                    case 503 -> new Reading(Answer.UNAVAILABLE, new Outcome.Unavailable<>());
                    default ->
                        a.status() >= 400 && a.status() < 500
                                ? new Reading(Answer.REFUSED, new Outcome.Unavailable<>())
                                : new Reading(Answer.FAILED, new Outcome.Unavailable<>());
                };
        };
    }

    /** The bytes themselves name the proposal; the header must agree. */
    private Reading ofValue(Exchange.Answered answered) {
        String txId = values.txIdOf(answered.body());
        if (txId.isEmpty()) {
            return new Reading(
                    Answer.FOUND,
                    new Outcome.Unavailable<>(),
                    "a read found " + answered.body().length + " bytes that no client has stored");
        }
        if (!transactions.mayBe(answered.txId(), txId)) {
            return new Reading(
                    Answer.FOUND,
                    new Outcome.Unavailable<>(),
                    "a read found the value of transaction " + txId + ", and was told that it is of '" + answered.txId()
                            + "'");
        }
        return new Reading(Answer.FOUND, new Outcome.Found<>(txId));
    }
}
