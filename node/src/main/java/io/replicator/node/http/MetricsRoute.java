package io.replicator.node.http;

import io.javalin.http.HandlerType;
import io.replicator.node.metrics.NodeMetrics;

/** {@code GET /metrics}: for Prometheus, in its text format. */
final class MetricsRoute implements Route {

    private final NodeMetrics metrics;

    MetricsRoute(NodeMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public HandlerType method() {
        return HandlerType.GET;
    }

    @Override
    public String path() {
        return "/metrics";
    }

    @Override
    public void handle(Exchange exchange) {
        exchange.answer(Answer.text(NodeMetrics.CONTENT_TYPE, metrics.scrape()));
    }
}
