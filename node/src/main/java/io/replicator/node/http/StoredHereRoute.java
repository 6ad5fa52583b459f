package io.replicator.node.http;

import io.javalin.http.HandlerType;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.node.replica.Replica;

/** {@code GET /local/stored/{key}}: what this node alone has committed for a key. */
final class StoredHereRoute implements Route {

    static final String PREFIX = "/local/stored/";

    private final Replica replica;

    StoredHereRoute(Replica replica) {
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
        KeyState.Committed here = replica.committed(key);
        if (here == null) {
            throw new ProblemException(Problem.keyUnknown("This node has nothing committed for the key."));
        }
        exchange.answer(StoredValue.answer(here, exchange.header("If-None-Match")));
    }
}
