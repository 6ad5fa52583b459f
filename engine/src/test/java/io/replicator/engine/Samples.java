package io.replicator.engine;

import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.quorum.Quorums;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Things that many tests need. */
public final class Samples {

    public static final NetworkId NETWORK = NetworkId.of(node("founder", 1), 7);

    private Samples() {}

    public static NodeId node(String peer, long store) {
        return new NodeId(new PeerId(peer), new StoreId(0, store));
    }

    /** Clusters A, B and so on, of so many nodes. */
    public static SortedMap<ClusterId, List<NodeId>> clusters(int... shape) {
        SortedMap<ClusterId, List<NodeId>> clusters = new TreeMap<>();
        for (int cluster = 0; cluster < shape.length; cluster++) {
            String name = String.valueOf((char) ('A' + cluster));
            List<NodeId> nodes = new ArrayList<>();
            for (int i = 0; i < shape[cluster]; i++) {
                nodes.add(node(name + i, cluster * 100L + i + 1));
            }
            clusters.put(new ClusterId(name), nodes);
        }
        return clusters;
    }

    public static Config config(int... shape) {
        return new Config(NETWORK, Config.GENESIS_EPOCH, Hash256.ZERO, clusters(shape));
    }

    /** Also of clusters that are too small for a configuration: the arithmetic knows no least size. */
    public static Quorums quorums(int... shape) {
        return new Quorums(clusters(shape));
    }

    public static Key key(String text) {
        return Key.ofClient(text);
    }

    public static Value value(String text) {
        return Value.of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Pid pid(String key, String txId, String value) {
        return Pid.of(NETWORK, key(key), new TxId(txId), value(value));
    }

    /** A pid that compares as its number does. */
    public static Pid pid(long order) {
        return new Pid(new Hash256(order, 0, 0, 0));
    }
}
