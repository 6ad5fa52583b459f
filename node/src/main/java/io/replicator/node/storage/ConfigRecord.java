package io.replicator.node.storage;

import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.model.StoreId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A configuration in the store, in version 1 of the disk format.
 *
 * <pre>
 * version, network 32, epoch 8, previous 32, clusters 2, each: name length 1, name, voters 2, each: peer length 1, peer, store 16
 * </pre>
 */
final class ConfigRecord {

    private ConfigRecord() {}

    static byte[] encode(Config config) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer head = ByteBuffer.allocate(1 + Hash256.SIZE + Long.BYTES + Hash256.SIZE + Short.BYTES)
                .put(Records.VERSION);
        Records.putHash(head, config.network().hash());
        head.putLong(config.epoch());
        Records.putHash(head, config.previous());
        head.putShort((short) config.clusters().size());
        out.writeBytes(head.array());
        for (Map.Entry<ClusterId, List<NodeId>> cluster : config.clusters().entrySet()) {
            text(out, cluster.getKey().text());
            out.writeBytes(ByteBuffer.allocate(Short.BYTES)
                    .putShort((short) cluster.getValue().size())
                    .array());
            for (NodeId voter : cluster.getValue()) {
                text(out, voter.peer().text());
                out.writeBytes(voter.store().toBytes());
            }
        }
        return out.toByteArray();
    }

    static Config decode(byte[] record) {
        return Records.decode("config", record, in -> {
            NetworkId network = new NetworkId(Records.getHash(in));
            long epoch = in.getLong();
            Hash256 previous = Records.getHash(in);
            TreeMap<ClusterId, List<NodeId>> clusters = new TreeMap<>();
            for (int i = Short.toUnsignedInt(in.getShort()); i > 0; i--) {
                clusters.put(new ClusterId(text(in)), voters(in));
            }
            return new Config(network, epoch, previous, clusters);
        });
    }

    private static List<NodeId> voters(ByteBuffer in) {
        List<NodeId> voters = new ArrayList<>();
        for (int i = Short.toUnsignedInt(in.getShort()); i > 0; i--) {
            PeerId peer = new PeerId(text(in));
            StoreId store = Records.getStore(in);
            voters.add(new NodeId(peer, store));
        }
        return voters;
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[Byte.toUnsignedInt(in.get())];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
