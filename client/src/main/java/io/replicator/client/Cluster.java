package io.replicator.client;

import java.util.Map;

/**
 * A cluster, as one node sees it.
 *
 * @param connected how many of its voters that node is connected to, itself included
 * @param majority how many voters count as the cluster
 * @param writesPossible whether a store can be decided now
 */
public record Cluster(String id, int voters, int learners, int connected, int majority, boolean writesPossible) {

    static Cluster of(Map<String, Object> json) {
        return new Cluster(
                Json.text(json, "id"),
                (int) Json.number(json, "voters", 0),
                (int) Json.number(json, "learners", 0),
                (int) Json.number(json, "connected", 0),
                (int) Json.number(json, "majority", 0),
                Json.flag(json, "writesPossible"));
    }
}
