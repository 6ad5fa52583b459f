package io.replicator.node.http;

import io.javalin.http.HandlerType;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.node.replica.Replica;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code PUT /store/{key}}: takes a key for a value, for ever. A client that hangs up does not stop its proposal. */
final class StoreRoute implements Route {

    static final String PREFIX = "/store/";
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final Replica replica;
    private final HttpSettings settings;
    private final Limit proposals;
    private final Limit bytesInFlight;

    StoreRoute(Replica replica, HttpSettings settings, Limit proposals, Limit bytesInFlight) {
        this.replica = replica;
        this.settings = settings;
        this.proposals = proposals;
        this.bytesInFlight = bytesInFlight;
    }

    @Override
    public HandlerType method() {
        return HandlerType.PUT;
    }

    @Override
    public String path() {
        return "/store/<key>";
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        Key key = exchange.key(PREFIX);
        String named = exchange.header(IDEMPOTENCY_KEY);
        TxId txId = named == null ? new TxId(UUID.randomUUID().toString()) : txId(named);
        exchange.names(txId);
        long length = exchange.contentLength();
        if (length > settings.maxValueBytes()) {
            throw new ProblemException(
                    Problem.valueTooLarge(settings.maxValueBytes()).withKey(key).withTxId(txId));
        }
        Store store = new Store(key, txId, named == null, exchange.path());
        byte[] arrived = takeArrived(exchange, store, (int) length);
        exchange.answerLater(() -> arrived == null ? readAndPropose(exchange, store) : propose(store, arrived));
    }

    private static TxId txId(String named) {
        try {
            return new TxId(named);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.badRequest("The header " + IDEMPOTENCY_KEY + " cannot be used: " + e.getMessage() + "."));
        }
    }

    /** The body if it is here as a whole, and charged; nothing if it must be waited for. */
    private byte @Nullable [] takeArrived(Exchange exchange, Store store, int length) throws IOException {
        if (length < 0) {
            return null;
        }
        if (!bytesInFlight.tryTake(length)) {
            throw new ProblemException(refusal(store, bytesInFlight));
        }
        byte[] body = null;
        try {
            body = BodyReader.takeArrived(exchange.body(), length);
        } finally {
            if (body == null) {
                bytesInFlight.giveBack(length);
            }
        }
        return body;
    }

    private CompletableFuture<Answer> readAndPropose(Exchange exchange, Store store) {
        try {
            return BodyReader.readAll(exchange.body(), settings.maxValueBytes(), bytesInFlight)
                    .thenCompose(body -> propose(store, body));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Proposes a body that is charged already. */
    private CompletableFuture<Answer> propose(Store store, byte[] body) {
        if (!proposals.tryTake(1)) {
            bytesInFlight.giveBack(body.length);
            return CompletableFuture.failedFuture(new ProblemException(refusal(store, proposals)));
        }
        return replica.store(store.key(), Value.of(body), store.txId(), store.madeHere(), settings.requestTimeout())
                .whenComplete((outcome, failure) -> {
                    proposals.giveBack(1);
                    bytesInFlight.giveBack(body.length);
                })
                .thenApply(outcome -> store.answer(outcome));
    }

    private static Problem refusal(Store store, Limit limit) {
        return Problem.notAttempted("this node's limit of " + limit + " is reached")
                .withKey(store.key())
                .withTxId(store.txId());
    }

    /** One store, and the words for its outcome (protocol section 6). */
    private record Store(Key key, TxId txId, boolean madeHere, String path) {

        Answer answer(StoreOutcome outcome) {
            return switch (outcome) {
                case StoreOutcome.Stored stored ->
                    done(201, "stored", stored.pid().toString());
                case StoreOutcome.AlreadyYours yours ->
                    done(200, "already-yours", yours.pid().toString());
                case StoreOutcome.KeyExists exists -> refused(exists);
                case StoreOutcome.KeyReserved reserved -> refused(reserved);
                case StoreOutcome.Unknown unknown ->
                    problem(Problem.of(
                            504,
                            "outcome-unknown",
                            "The outcome is not known yet",
                            "The value may or may not become stored. Send the same request again, to any node, with "
                                    + IDEMPOTENCY_KEY + ": " + txId + "; that is safe and tells the outcome."));
                case StoreOutcome.NotAttempted not -> problem(Problem.notAttempted(not.reason()));
                case StoreOutcome.TxReused reused ->
                    problem(Problem.of(
                            422,
                            "tx-reused",
                            "The transaction id was used for another value",
                            "The key holds another value under this very transaction id. Every new value needs a new "
                                    + IDEMPOTENCY_KEY + ", and this key is not to be had any more."));
            };
        }

        private Answer refused(StoreOutcome.KeyExists exists) {
            return problem(Problem.of(
                            409,
                            "key-exists",
                            "The key is taken",
                            (exists.sameValue()
                                            ? "The key is taken, by chance or by purpose with the same value. "
                                            : "The key is taken, with another value. ")
                                    + "A key is taken once and for ever: please choose another key.")
                    .withWinner(new Problem.Winner(exists.winner(), exists.winnerPid(), exists.sameValue())));
        }

        private Answer refused(StoreOutcome.KeyReserved reserved) {
            return problem(Problem.of(
                            409,
                            "key-reserved",
                            "The key is being taken",
                            "Another proposal for this key came first and is under way; yours was not sent to anyone. "
                                    + "Please choose another key.")
                    .withWinner(new Problem.Winner(reserved.holder(), reserved.holderPid(), reserved.sameValue())));
        }

        private Answer done(int status, String outcome, String pid) {
            return Answer.json(
                    status,
                    new Json()
                            .object()
                            .member("key", key.toString())
                            .member("txId", txId.text())
                            .member("pid", pid)
                            .member("outcome", outcome)
                            .endObject());
        }

        private Answer problem(Problem problem) {
            return problem.withKey(key).withTxId(txId).toAnswer(path);
        }
    }
}
