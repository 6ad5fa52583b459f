package io.replicator.libp2p.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.crypto.PublicKey;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a host makes of the connections that its transport hands to it. */
final class SwarmTest {

    private static final int MAX_PER_PEER = 3;
    private static final int MAX_STORED = 4;
    private static final HostConfig CONFIG =
            new HostConfig(8, 64, 512, MAX_PER_PEER, 32, 64, MAX_STORED, Duration.ofSeconds(1));
    private static final Multiaddr ADDRESS = Multiaddr.parse("/ip4/10.0.0.1/tcp/1");

    private final FakeTransport transport = new FakeTransport();

    /** Between the proof of its peer and its first stream, any number of connections may wait. */
    @Test
    void limitsTheConnectionsOfAPeerThatWereProvenBeforeTheyWereReady() {
        Swarm swarm = swarm(ConnectionGater.ALLOW_ALL);
        PublicKey remote = newKey();
        List<SilentConnection> proven =
                Stream.generate(() -> new SilentConnection(remote)).limit(10).toList();
        for (SilentConnection connection : proven) {
            assertTrue(transport.host().permitsSecured(remote.peerId(), connection.remoteAddress(), false));
        }
        proven.forEach(transport.host()::onInbound);
        assertEquals(MAX_PER_PEER, proven.stream().filter(Connection::isOpen).count());
        assertEquals(MAX_PER_PEER, swarm.connections(remote.peerId()).size());
        assertEquals(MAX_PER_PEER, swarm.metrics().inboundConnections());
        assertEquals(10 - MAX_PER_PEER, swarm.metrics().refusedConnections());
    }

    @Test
    void remembersAConnectedPeerHoweverManyOthersItHearsOf() {
        Swarm swarm = swarm(ConnectionGater.ALLOW_ALL);
        SilentConnection connection = new SilentConnection();
        PeerId server = connection.remotePeer();
        transport.host().onInbound(connection);
        swarm.peerStore().setProtocols(server, List.of("/served/1"));
        hearOfOthers(swarm);
        assertEquals(Set.of("/served/1"), swarm.peerStore().protocols(server));
        assertEquals(MAX_STORED, swarm.peerStore().peers().size());
        var _ = connection.close();
        hearOfOthers(swarm);
        assertFalse(swarm.peerStore().peers().contains(server));
    }

    @Test
    void aGaterThatThrowsFailsTheDialAndNoLaterOne() throws Exception {
        PeerId peer = newKey().peerId();
        Swarm swarm = swarm(new ConnectionGater() {
            private boolean asked;

            @Override
            public boolean allowsDial(PeerId dialled) {
                if (!asked) {
                    asked = true;
                    throw new IllegalStateException("the gater is broken");
                }
                return true;
            }
        });
        ExecutionException failed = assertThrows(ExecutionException.class, () -> dial(swarm, peer));
        assertInstanceOf(IllegalStateException.class, failed.getCause());
        assertTrue(dial(swarm, peer).isOpen());
    }

    @Test
    void aConnectionWithWhoeverAnswersEndsIfTheGaterThrows() {
        Swarm swarm = swarm(new ConnectionGater() {
            @Override
            public boolean allowsDial(PeerId dialled) {
                throw new IllegalStateException("the gater is broken");
            }
        });
        assertThrows(ExecutionException.class, () -> swarm.connect(ADDRESS).get(10, TimeUnit.SECONDS));
        assertFalse(Objects.requireNonNull(transport.dialled).isOpen());
    }

    private static Connection dial(Swarm swarm, PeerId peer) throws Exception {
        return swarm.connect(peer, List.of(ADDRESS)).get(10, TimeUnit.SECONDS);
    }

    private static void hearOfOthers(Swarm swarm) {
        IntStream.range(0, 2 * MAX_STORED)
                .forEach(_ -> swarm.peerStore().addAddresses(newKey().peerId(), List.of(ADDRESS), PeerStore.TEMPORARY));
    }

    private static PublicKey newKey() {
        return PrivateKey.generateEd25519(new SecureRandom()).publicKey();
    }

    private Swarm swarm(ConnectionGater gater) {
        return new Swarm(
                PrivateKey.generateEd25519(new SecureRandom()),
                CONFIG,
                gater,
                AddressOverrides.NONE,
                List.of(),
                transport::of);
    }

    /** Reaches whomever it is told to reach, at once. */
    private static final class FakeTransport implements Transport {

        private @Nullable TransportHost host;
        private @Nullable Connection dialled;

        private Transport of(TransportHost owner) {
            host = owner;
            return this;
        }

        private TransportHost host() {
            return Objects.requireNonNull(host);
        }

        @Override
        public boolean handles(Multiaddr address) {
            return true;
        }

        @Override
        public CompletableFuture<Multiaddr> listen(Multiaddr address) {
            return CompletableFuture.failedFuture(new IOException("nobody can be reached here"));
        }

        @Override
        public CompletableFuture<Connection> dial(@Nullable PeerId peer, Multiaddr address) {
            dialled = new SilentConnection();
            return CompletableFuture.completedFuture(dialled);
        }

        @Override
        public void close() {}
    }
}
