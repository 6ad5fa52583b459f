package io.replicator.node.http;

import io.javalin.http.HandlerType;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.node.metrics.NodeMetrics;
import io.replicator.node.replica.Replica;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /store/{key}}: reads a key, linearizably. What is committed here is answered at once, since it cannot change;
 * otherwise a quorum is asked, unless {@code stale=ok}; {@code wait=30s} waits for the key to be taken.
 */
final class ReadRoute implements Route {

    private static final String IF_NONE_MATCH = "If-None-Match";

    private final Replica replica;
    private final NodeMetrics metrics;
    private final HttpSettings settings;
    private final Limit waits;

    ReadRoute(Replica replica, NodeMetrics metrics, HttpSettings settings, Limit waits) {
        this.replica = replica;
        this.metrics = metrics;
        this.settings = settings;
        this.waits = waits;
    }

    @Override
    public HandlerType method() {
        return HandlerType.GET;
    }

    @Override
    public String path() {
        return StoreRoute.PREFIX + "<key>";
    }

    @Override
    public void handle(Exchange exchange) {
        Key key = exchange.key(StoreRoute.PREFIX);
        Query query = exchange.query();
        boolean stale = query.is("stale", "ok");
        Duration wait = query.duration("wait", HttpSettings.MAX_WAIT);
        if (stale && wait != null) {
            throw new ProblemException(Problem.badRequest("A read is either stale or waits, not both."));
        }
        KeyState.Committed here = replica.committed(key);
        String ifNoneMatch = exchange.header(IF_NONE_MATCH);
        if (here != null) {
            exchange.answer(StoredValue.answer(here, ifNoneMatch));
        } else if (stale) {
            throw new ProblemException(Problem.keyUnknown(
                    "This node has nothing committed for the key; whether others have was not asked."));
        } else {
            exchange.answerLater(() -> ask(key, wait).thenApply(outcome -> answer(exchange, outcome, ifNoneMatch)));
        }
    }

    private CompletableFuture<ReadOutcome> ask(Key key, @Nullable Duration wait) {
        if (wait == null) {
            return replica.read(key, settings.requestTimeout());
        }
        if (!waits.tryTake(1)) {
            return CompletableFuture.failedFuture(
                    new ProblemException(Problem.unavailable("this node's limit of " + waits + " is reached")));
        }
        return replica.await(key, wait).whenComplete((outcome, failure) -> waits.giveBack(1));
    }

    private Answer answer(Exchange exchange, ReadOutcome outcome, @Nullable String ifNoneMatch) {
        metrics.read(outcome);
        return switch (outcome) {
            case ReadOutcome.Found found -> StoredValue.answer(found.committed(), ifNoneMatch);
            case ReadOutcome.NotFound() ->
                exchange.of(Problem.keyUnknown("Nobody has taken the key: it is still to be had."));
            case ReadOutcome.Unavailable(String reason) -> exchange.of(Problem.unavailable(reason));
        };
    }
}
