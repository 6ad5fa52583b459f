package io.replicator.node.http;

import io.javalin.http.HandlerType;

/** {@code GET /health/live}: the process answers; if it does not, restart it. */
final class LivenessRoute implements Route {

    @Override
    public HandlerType method() {
        return HandlerType.GET;
    }

    @Override
    public String path() {
        return "/health/live";
    }

    @Override
    public void handle(Exchange exchange) {
        exchange.answer(
                Answer.json(200, new Json().object().member("status", "live").endObject()));
    }
}
