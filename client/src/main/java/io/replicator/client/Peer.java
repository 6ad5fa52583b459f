package io.replicator.client;

import java.util.List;
import java.util.Map;

/**
 * A peer, as one node sees it.
 *
 * @param id its libp2p peer id
 * @param role {@code voter}, {@code learner} or {@code virgin}
 * @param addresses multiaddresses
 * @param self whether it is the node that answered
 * @param lastSeenMillis since something was heard from it; -1 if never
 * @param roundTripMicros smoothed; -1 if unknown
 */
public record Peer(
        String id,
        String cluster,
        String role,
        List<String> addresses,
        boolean self,
        boolean connected,
        long lastSeenMillis,
        long roundTripMicros) {

    static Peer of(Map<String, Object> json) {
        return new Peer(
                Json.text(json, "id"),
                Json.text(json, "cluster"),
                Json.text(json, "role"),
                Json.texts(json, "addresses"),
                Json.flag(json, "self"),
                Json.flag(json, "connected"),
                Json.number(json, "lastSeenMillis", -1),
                Json.number(json, "roundTripMicros", -1));
    }
}
