package io.replicator.node.http;

import io.javalin.http.HandlerType;
import java.util.List;

/** {@code PUT} on a view of this node alone: refused, with the reason. */
final class ReadOnlyRoute implements Route {

    private final String path;

    ReadOnlyRoute(String path) {
        this.path = path;
    }

    @Override
    public HandlerType method() {
        return HandlerType.PUT;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public void handle(Exchange exchange) {
        throw new ProblemException(Problem.of(
                        ProblemKind.METHOD_NOT_ALLOWED,
                        "This shows what one node knows, which only the agreement of the clusters can change: "
                                + "PUT to /store/{key} instead.")
                .withAllow(List.of("GET", "HEAD")));
    }
}
