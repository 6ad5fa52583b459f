package io.replicator.libp2p.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.replicator.libp2p.Libp2p;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamReceiver;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.tcp.Echo;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A host of this stack on loopback that serves the same protocols as the other stacks' peers. */
final class TestHost implements AutoCloseable {

    static final String ECHO = "/echo/1.0.0";
    static final String COLLECT = "/collect/1.0.0";
    static final String RESET = "/reset/1.0.0";
    static final String AGENT = "replicator/interop";

    private static final long MAX_CONNECT_SECONDS = 15;

    private final Host host;

    private TestHost(Host host) {
        this.host = host;
        host.addHandler(ECHO, stream -> stream.setReceiver(new Echo()));
        host.addHandler(COLLECT, stream -> Thread.startVirtualThread(() -> collect(stream)));
        host.addHandler(RESET, stream -> stream.setReceiver(new Resetting()));
    }

    static TestHost start() throws IOException {
        return start(builder -> builder);
    }

    static TestHost start(UnaryOperator<Libp2p.Builder> settings) throws IOException {
        return new TestHost(settings.apply(Libp2p.builder(PrivateKey.generateEd25519(new SecureRandom()))
                        .listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))
                        .agentVersion(AGENT))
                .start());
    }

    Host host() {
        return host;
    }

    /** With the {@code /p2p} tail. */
    Multiaddr address() {
        return host.listenAddresses().getFirst().withPeer(host.peerId());
    }

    Connection connect(RealPeer peer) throws Exception {
        return host.connect(peer.peerId(), peer.addresses()).get(MAX_CONNECT_SECONDS, TimeUnit.SECONDS);
    }

    /** The one that there is already. */
    Connection connectionWith(RealPeer peer) {
        Collection<Connection> connections = host.connections(peer.peerId());
        assertEquals(1, connections.size());
        return connections.iterator().next();
    }

    Stream open(RealPeer peer, String... protocols) throws Exception {
        return connect(peer).openStream(List.of(protocols)).get(MAX_CONNECT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        host.close();
    }

    private static void collect(Stream stream) {
        try (OutputStream out = stream.output()) {
            out.write(stream.input().readAllBytes());
        } catch (IOException e) {
            stream.reset();
        }
    }

    private static final class Resetting implements StreamReceiver {
        @Override
        public void onData(Stream stream, ByteBuf data) {
            stream.reset();
        }

        @Override
        public void onEnd(Stream stream) {}

        @Override
        public void onReset(Stream stream, Throwable cause) {}
    }
}
