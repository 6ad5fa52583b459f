package io.replicator.node.http;

import io.replicator.node.metrics.NodeMetrics;
import io.replicator.node.replica.Replica;
import java.util.List;
import java.util.concurrent.Executor;

/** Every route of the node; the most used stand first, since they are looked for in this order. */
final class Routes {

    private static final String HERE = "/io/replicator/node/http/";
    private static final String JAVASCRIPT = "text/javascript;charset=utf-8";
    private static final String CSS = "text/css;charset=utf-8";

    private Routes() {}

    static List<Route> of(
            Replica replica,
            NodeMetrics metrics,
            HttpSettings settings,
            Limit proposals,
            Limit bytesInFlight,
            Limit waits,
            Executor workers) {
        String swagger = SwaggerUi.folder();
        return List.of(
                new StoreRoute(replica, metrics, settings, proposals, bytesInFlight),
                new ReadRoute(replica, metrics, settings, waits),
                new StoredHereRoute(replica),
                new ProposedHereRoute(replica),
                new ReadOnlyRoute("/local/stored/<key>"),
                new ReadOnlyRoute("/local/proposed/<key>"),
                new KeysHereRoute(replica, workers),
                new PeersRoute(replica),
                new ClustersRoute(replica),
                new LivenessRoute(),
                new ReadinessRoute(replica),
                new MetricsRoute(metrics, workers),
                new PageRoute("/", Answer.HTML, HERE + "index.html", workers),
                new PageRoute("/openapi.json", Answer.JSON, HERE + "openapi.json", workers),
                new PageRoute("/swagger", Answer.HTML, HERE + "swagger.html", workers),
                new PageRoute("/swagger/swagger-ui.css", CSS, swagger + "swagger-ui.css", workers),
                new PageRoute("/swagger/swagger-ui-bundle.js", JAVASCRIPT, swagger + "swagger-ui-bundle.js", workers),
                new PageRoute("/favicon.ico", "image/png", swagger + "favicon-32x32.png", workers));
    }
}
