package io.replicator.node.http;

import io.javalin.http.HandlerType;
import io.replicator.engine.model.Key;
import io.replicator.node.replica.Replica;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code GET /local/proposed/{key}}: what this node alone has promised and voted for a key that is undecided here. */
final class ProposedHereRoute implements Route {

    static final String PREFIX = "/local/proposed/";

    private final Replica replica;

    ProposedHereRoute(Replica replica) {
        this.replica = replica;
    }

    @Override
    public HandlerType method() {
        return HandlerType.GET;
    }

    @Override
    public String path() {
        return PREFIX + "<key>";
    }

    @Override
    public void handle(Exchange exchange) {
        Key key = exchange.key(PREFIX);
        exchange.answerLater(() -> replica.proposed(key)
                .thenApply(proposed ->
                        proposed.map(known -> answer(key, known)).orElseGet(() -> exchange.of(unknown(key)))));
    }

    private Problem unknown(Key key) {
        return Problem.keyUnknown(
                replica.committed(key) == null
                        ? "This node knows of no proposal for the key."
                        : "The key is decided: see /local/stored.");
    }

    private static Answer answer(Key key, Replica.Proposed proposed) {
        return Answer.json(
                200,
                new Json()
                        .object()
                        .member("key", key.toString())
                        .member("promised", proposed.promised().toString())
                        .member("ballot", textOf(proposed.ballot()))
                        .member("pid", textOf(proposed.pid()))
                        .member("txId", textOf(proposed.txId()))
                        .member("ageMillis", proposed.ageMillis())
                        .endObject());
    }

    private static @Nullable String textOf(@Nullable Object value) {
        return value == null ? null : Objects.toString(value);
    }
}
