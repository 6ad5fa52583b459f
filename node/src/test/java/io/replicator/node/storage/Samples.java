package io.replicator.node.storage;

import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.model.Vote;
import io.replicator.engine.port.Journal.Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Folders, states and entries that the tests of this package share. */
final class Samples {

    static final ClusterId CLUSTER = new ClusterId("A");
    static final NetworkId NETWORK = new NetworkId(new Hash256(1, 2, 3, 4));
    static final TxId TX = new TxId("tx-1");

    private Samples() {}

    static DataFolder folder(Path path) throws DataFolderException {
        return DataFolder.open(path, CLUSTER, () -> "a private key".getBytes(StandardCharsets.US_ASCII));
    }

    static Key key(int number) {
        return Key.ofClient("key-" + String.format("%08d", number));
    }

    static Value value(int number) {
        return Value.of(("value " + number).getBytes(StandardCharsets.US_ASCII));
    }

    static Value large() {
        byte[] bytes = new byte[100_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return Value.of(bytes);
    }

    static KeyState.Committed outcome(Key key, Value value) {
        return new KeyState.Committed(Pid.of(NETWORK, key, TX, value), TX, value);
    }

    static Entry commit(int number) {
        return new Entry.Committed(key(number), outcome(key(number), value(number)));
    }

    static Entry vote(int number) {
        return new Entry.Voted(key(number), reserved(key(number), value(number)));
    }

    static KeyState.Undecided reserved(Key key, Value value) {
        return new KeyState.Undecided(Ballot.FAST, new Vote(Ballot.FAST, Pid.of(NETWORK, key, TX, value), TX, value));
    }

    static Ballot classic(long round) {
        return new Ballot(round, new StoreId(7, 8), 3);
    }

    static Config config(long epoch) {
        TreeMap<ClusterId, List<NodeId>> clusters = new TreeMap<>();
        for (String name : List.of("A", "B")) {
            List<NodeId> voters = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                voters.add(new NodeId(new PeerId("peer" + name + i), new StoreId(epoch, i)));
            }
            clusters.put(new ClusterId(name), voters);
        }
        return new Config(NETWORK, epoch, new Hash256(epoch, 0, 0, 9), clusters);
    }
}
