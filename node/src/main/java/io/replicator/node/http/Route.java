package io.replicator.node.http;

import io.javalin.http.HandlerType;
import java.io.IOException;

/** One method on one path, stateless between requests. A GET route answers HEAD as well, with the same header. */
interface Route {

    HandlerType method();

    /** As Javalin writes it, {@code <key>} being the rest of the path. */
    String path();

    /**
     * Answers through the exchange, now or later; must not block, nor take long, since the thread that it is called on serves all
     * connections.
     *
     * @throws ProblemException to answer with a problem
     */
    void handle(Exchange exchange) throws IOException;
}
