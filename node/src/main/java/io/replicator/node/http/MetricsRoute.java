package io.replicator.node.http;

import io.javalin.http.HandlerType;
import io.replicator.node.metrics.NodeMetrics;
import java.util.concurrent.Executor;

/** {@code GET /metrics}: for Prometheus, in its text format. */
final class MetricsRoute implements Route {

    private final NodeMetrics metrics;
    private final Executor workers;

    MetricsRoute(NodeMetrics metrics, Executor workers) {
        this.metrics = metrics;
        this.workers = workers;
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
        exchange.answerFrom(workers, () -> Answer.text(NodeMetrics.CONTENT_TYPE, metrics.scrape()));
    }
}
