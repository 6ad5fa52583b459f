package io.replicator.client;

import java.net.URI;
import java.util.Map;

/**
 * Which node answered, and whether it can serve.
 *
 * @param url where it was asked
 * @param node its libp2p peer id
 * @param reason why it is not ready; empty if it is
 */
public record NodeStatus(URI url, String node, String cluster, boolean ready, String reason) {

    static NodeStatus of(Answer.Response response, Map<String, Object> json) {
        boolean ready = response.status() == 200;
        String reason = Json.text(json, "detail").isEmpty() ? Json.text(json, "reason") : Json.text(json, "detail");
        return new NodeStatus(
                response.node(),
                response.headers().firstValue("Replicator-Node").orElse(""),
                response.headers().firstValue("Replicator-Cluster").orElse(""),
                ready,
                ready ? "" : reason);
    }
}
