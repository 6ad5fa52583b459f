package io.replicator.node.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.replicator.engine.message.Message;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.model.StoreId;
import io.replicator.libp2p.Libp2p;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.Stream;
import io.replicator.node.wire.FrameEncoder;
import io.replicator.node.wire.WireFormat;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Speaks the frames of the protocol over real streams, and says in them whatever the test wants. */
final class Stranger implements AutoCloseable {

    static final StoreId STORE = new StoreId(47, 11);

    final FrameEncoder encoder = new FrameEncoder(UnpooledByteBufAllocator.DEFAULT);
    private final Host host;

    Stranger() throws IOException {
        host = Libp2p.builder(PrivateKey.generateEd25519(new SecureRandom())).start();
    }

    NodeId node(StoreId store) {
        return new NodeId(new PeerId(host.peerId().toString()), store);
    }

    Message.Hello hello(long boot) {
        return hello(WireFormat.VERSION, null, node(STORE), boot);
    }

    static Message.Hello hello(int version, @Nullable NetworkId network, NodeId node, long boot) {
        return new Message.Hello(version, network, node, Party.CLUSTER, boot, 0, false, 0);
    }

    /** Opens a stream and says this. */
    Stream say(Party to, Message.Hello hello) throws Exception {
        if (host.connections(to.host.peerId()).isEmpty()) {
            host.connect(to.host.peerId(), to.host.listenAddresses()).get(10, TimeUnit.SECONDS);
        }
        Stream stream = host.openStream(to.host.peerId(), List.of(to.transport.protocol()))
                .get(10, TimeUnit.SECONDS);
        write(stream, encoder.encodeHello(hello));
        return stream;
    }

    static void write(Stream stream, ByteBuf bytes) {
        var _ = stream.write(bytes);
    }

    @Override
    public void close() {
        host.close();
    }
}
