package io.replicator.client;

import java.util.List;
import java.util.Map;

/**
 * A cluster, as one node sees it.
 *
 * @param cluster its id
 * @param connected how many of its voters that node is connected to, itself included
 * @param majority how many voters count as the cluster
 * @param writesPossible whether a store can be decided now
 * @param members peer ids of those that the node knows, learners included
 */
public record Cluster(
        String cluster,
        int voters,
        int learners,
        int connected,
        int majority,
        boolean writesPossible,
        List<String> members) {

    static Cluster of(Map<String, Object> json) {
        return new Cluster(
                Json.text(json, "cluster"),
                (int) Json.number(json, "voters", 0),
                (int) Json.number(json, "learners", 0),
                (int) Json.number(json, "connected", 0),
                (int) Json.number(json, "majority", 0),
                Json.flag(json, "writesPossible"),
                Json.texts(json, "members"));
    }
}
