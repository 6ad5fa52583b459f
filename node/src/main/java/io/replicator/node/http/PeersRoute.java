package io.replicator.node.http;

import io.javalin.http.HandlerType;
import io.replicator.node.replica.Replica;
import java.util.Locale;

/** {@code GET /peers}: everyone this node has heard of. */
final class PeersRoute implements Route {

    private final Replica replica;

    PeersRoute(Replica replica) {
        this.replica = replica;
    }

    @Override
    public HandlerType method() {
        return HandlerType.GET;
    }

    @Override
    public String path() {
        return "/peers";
    }

    @Override
    public void handle(Exchange exchange) {
        Json json = new Json().object().name("peers").array();
        for (Replica.Peer peer : replica.peers()) {
            write(peer, json);
        }
        exchange.answer(Answer.json(200, json.endArray().endObject()));
    }

    private static void write(Replica.Peer peer, Json json) {
        json.object()
                .member("id", peer.node().peer().text())
                .member("store", peer.node().store().toString())
                .member("cluster", peer.cluster().text())
                .member("role", peer.role().name().toLowerCase(Locale.ROOT))
                .member("self", peer.self())
                .member("connected", peer.connected())
                .memberIfKnown("lastSeenMillis", peer.lastSeenMillis())
                .memberIfKnown("roundTripMicros", peer.roundTripMicros())
                .name("addresses")
                .array();
        peer.addresses().forEach(json::value);
        json.endArray().endObject();
    }
}
