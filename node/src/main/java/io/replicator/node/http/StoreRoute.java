package io.replicator.node.http;

import io.javalin.http.HandlerType;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.node.metrics.NodeMetrics;
import io.replicator.node.replica.Replica;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** {@code PUT /store/{key}}: takes a key for a value, for ever. A client that hangs up does not stop its proposal. */
final class StoreRoute implements Route {

    static final String PREFIX = "/store/";
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final Replica replica;
    private final NodeMetrics metrics;
    private final HttpSettings settings;
    private final Limit proposals;
    private final Limit bytesInFlight;

    StoreRoute(Replica replica, NodeMetrics metrics, HttpSettings settings, Limit proposals, Limit bytesInFlight) {
        this.replica = replica;
        this.metrics = metrics;
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
        return PREFIX + "<key>";
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        Key key = exchange.key(PREFIX);
        String named = exchange.header(IDEMPOTENCY_KEY);
        TxId txId = named == null ? new TxId(UUID.randomUUID().toString()) : txId(named);
        exchange.names(txId);
        Store store = new Store(exchange, replica, key, txId, named == null);
        byte[] arrived;
        try {
            arrived = takeArrived(exchange);
        } catch (ProblemException refusal) {
            if (!isSentAnyway(exchange)) {
                throw refusal;
            }
            ServletInputStream body = exchange.body();
            exchange.answerLater(() -> BodyReader.refuse(body, bytesInFlight, refusal));
            return;
        }
        ServletInputStream body = exchange.body();
        exchange.answerLater(() -> arrived == null ? readAndPropose(store, body) : propose(store, arrived));
    }

    /** Whether the client sends its body unasked (else, to touch the body asks: RFC 9110 section 10.1.1), and soon ends. */
    private static boolean isSentAnyway(Exchange exchange) {
        return exchange.header("Expect") == null && exchange.contentLength() <= BodyReader.MOST_DISCARDED;
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
    private byte @Nullable [] takeArrived(Exchange exchange) throws IOException {
        long announced = exchange.contentLength();
        if (announced > settings.stores().maxValueBytes()) {
            throw new ProblemException(Problem.valueTooLarge(settings.stores().maxValueBytes()));
        }
        if (announced < 0) {
            return null;
        }
        int length = (int) announced;
        if (!bytesInFlight.tryTake(length)) {
            throw new ProblemException(refusal(bytesInFlight));
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

    private CompletableFuture<Answer> readAndPropose(Store store, ServletInputStream in) {
        return BodyReader.readAll(in, settings.stores().maxValueBytes(), bytesInFlight)
                .thenCompose(body -> propose(store, body));
    }

    /** Proposes a body that is charged already. */
    private CompletableFuture<Answer> propose(Store store, byte[] body) {
        if (!proposals.tryTake(1)) {
            bytesInFlight.giveBack(body.length);
            return CompletableFuture.completedFuture(store.exchange().of(refusal(proposals)));
        }
        long begun = System.nanoTime();
        return replica.store(store.key(), Value.of(body), store.txId(), store.madeHere(), settings.requestTimeout())
                .handle((outcome, failure) -> {
                    proposals.giveBack(1);
                    bytesInFlight.giveBack(body.length);
                    if (failure != null) {
                        throw new CompletionException(failure);
                    }
                    metrics.took(NodeMetrics.Phase.TOTAL, System.nanoTime() - begun);
                    metrics.proposed(outcome);
                    return store.answer(outcome);
                });
    }

    private static Problem refusal(Limit limit) {
        return Problem.notAttempted("this node's limit of " + limit + " is reached");
    }

    /** One store, and the words for its outcome (protocol section 6). */
    private record Store(Exchange exchange, Replica replica, Key key, TxId txId, boolean madeHere) {

        Answer answer(StoreOutcome outcome) {
            return switch (outcome) {
                case StoreOutcome.Stored stored -> done(201, "stored", stored.pid());
                case StoreOutcome.AlreadyYours yours -> done(200, "already-yours", yours.pid());
                case StoreOutcome.KeyExists exists -> exchange.of(refused(exists));
                case StoreOutcome.KeyReserved reserved -> exchange.of(refused(reserved));
                case StoreOutcome.Unknown unknown -> exchange.of(unknown());
                case StoreOutcome.NotAttempted not -> exchange.of(Problem.notAttempted(not.reason()));
                case StoreOutcome.TxReused reused -> exchange.of(reused());
            };
        }

        private Answer done(int status, String outcome, Pid pid) {
            return Answer.json(
                    status,
                    new Json()
                            .object()
                            .member("key", key.toString())
                            .member("txId", txId.text())
                            .member("pid", pid.toString())
                            .member("outcome", outcome)
                            .endObject());
        }

        private static Problem refused(StoreOutcome.KeyExists exists) {
            String value = exists.sameValue() ? "with the same value as yours" : "with another value";
            return Problem.of(
                            ProblemKind.KEY_EXISTS,
                            "Someone else took the key, " + value
                                    + ", and it stays theirs for ever. Please choose another key.")
                    .withWinner(new Problem.Winner(exists.winner(), exists.winnerPid(), exists.sameValue()));
        }

        private static Problem refused(StoreOutcome.KeyReserved reserved) {
            return Problem.of(
                            ProblemKind.KEY_RESERVED,
                            "Someone else proposed a value for the key first, and that is under way; yours was not sent "
                                    + "to anyone. Please choose another key.")
                    .withWinner(new Problem.Winner(reserved.holder(), reserved.holderPid(), reserved.sameValue()));
        }

        private Problem unknown() {
            return Problem.of(
                    ProblemKind.OUTCOME_UNKNOWN,
                    "Your value may or may not become stored. Send the same request again, to any node, with the header "
                            + IDEMPOTENCY_KEY + ": " + txId + ". That is safe, and tells the outcome.");
        }

        /** Names a winner if the key is committed; a mere vote decides nothing. */
        private Problem reused() {
            Problem problem = Problem.of(
                    ProblemKind.TX_REUSED,
                    "The key holds another value under this very transaction id. Please choose another key, and a new "
                            + IDEMPOTENCY_KEY + " for it.");
            KeyState.Committed here = replica.committed(key);
            return here == null || !here.txId().equals(txId)
                    ? problem
                    : problem.withWinner(new Problem.Winner(txId, here.pid(), false));
        }
    }
}
