package io.replicator.node.http;

import io.javalin.http.HandlerType;
import io.replicator.engine.model.NetworkId;
import io.replicator.node.replica.Replica;
import java.util.List;

/** {@code GET /clusters}: the clusters with their members, and whether they can take keys now, seen from here. */
final class ClustersRoute implements Route {

    private final Replica replica;

    ClustersRoute(Replica replica) {
        this.replica = replica;
    }

    @Override
    public HandlerType method() {
        return HandlerType.GET;
    }

    @Override
    public String path() {
        return "/clusters";
    }

    @Override
    public void handle(Exchange exchange) {
        Replica.Identity identity = replica.identity();
        NetworkId network = identity.network();
        List<Replica.Peer> peers = replica.peers();
        Json json = new Json()
                .object()
                .member("network", network == null ? null : network.toString())
                .member("epoch", identity.epoch())
                .name("clusters")
                .array();
        for (Replica.Cluster cluster : replica.clusters()) {
            write(cluster, peers, json);
        }
        exchange.answer(Answer.json(200, json.endArray().endObject()));
    }

    private static void write(Replica.Cluster cluster, List<Replica.Peer> peers, Json json) {
        json.object()
                .member("cluster", cluster.cluster().text())
                .member("voters", cluster.voters())
                .member("learners", cluster.learners())
                .member("connected", cluster.connected())
                .member("majority", cluster.majority())
                .member("writesPossible", cluster.writesPossible())
                .name("members")
                .array();
        for (Replica.Peer peer : peers) {
            if (peer.cluster().equals(cluster.cluster())) {
                json.value(peer.node().peer().text());
            }
        }
        json.endArray().endObject();
    }
}
