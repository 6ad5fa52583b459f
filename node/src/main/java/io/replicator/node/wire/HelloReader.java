package io.replicator.node.wire;

import static io.replicator.node.wire.FieldSource.required;

import io.replicator.engine.message.Message;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import java.io.IOException;

/** Makes a Hello out of its fields. */
final class HelloReader {

    private HelloReader() {}

    /**
     * The version, which stands first in every version's Hello, 0 if it does not; the rest may mean anything in another
     * version.
     */
    static int version(FieldSource source) throws IOException {
        int version = source.next() == 1 ? source.smallCount() : 0;
        while (source.next() != 0) {
            source.skip();
        }
        return version;
    }

    static Message.Hello hello(FieldSource source) throws IOException {
        int version = 0;
        NetworkId network = null;
        NodeId node = null;
        ClusterId cluster = null;
        long boot = 0;
        long epoch = 0;
        boolean founder = false;
        long run = 0;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> version = source.smallCount();
                case 2 -> network = new NetworkId(source.hash());
                case 3 -> node = source.node();
                case 4 -> cluster = source.cluster();
                case 5 -> boot = source.count();
                case 6 -> epoch = source.count();
                case 7 -> founder = source.bool();
                case 8 -> run = source.count();
                default -> source.skip();
            }
        }
        return new Message.Hello(
                version, network, required(node, "node"), required(cluster, "cluster"), boot, epoch, founder, run);
    }
}
