package io.replicator.node.http;

import io.javalin.http.HandlerType;
import io.replicator.node.replica.Replica;

/** {@code GET /health/ready}: whether the node can serve, and if not, why. */
final class ReadinessRoute implements Route {

    private final Replica replica;

    ReadinessRoute(Replica replica) {
        this.replica = replica;
    }

    @Override
    public HandlerType method() {
        return HandlerType.GET;
    }

    @Override
    public String path() {
        return "/health/ready";
    }

    @Override
    public void handle(Exchange exchange) {
        Replica.Readiness readiness = replica.readiness();
        if (!readiness.ready()) {
            throw new ProblemException(
                    Problem.of(ProblemKind.NOT_READY, "The node cannot serve yet: " + readiness.reason() + "."));
        }
        exchange.answer(Answer.json(
                200,
                new Json()
                        .object()
                        .member("status", "ready")
                        .member("reason", readiness.reason())
                        .endObject()));
    }
}
