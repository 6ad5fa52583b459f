package io.replicator.libp2p.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.AddressOverrides;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.ConnectionGater;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.HostConfig;
import io.replicator.libp2p.host.Swarm;
import io.replicator.libp2p.multiformats.Multiaddr;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dials of names, as the name server of these tests resolves them. */
@Timeout(60)
final class DialTest {

    private static final Multiaddr NAME = Multiaddr.parse("/dns4/host.example/tcp/1");

    private final TestHosts hosts = new TestHosts();
    private final CompletableFuture<List<InetSocketAddress>> resolution = new CompletableFuture<>();
    private final Swarm dialer = new Swarm(
            PrivateKey.generateEd25519(new SecureRandom()),
            HostConfig.DEFAULT,
            ConnectionGater.ALLOW_ALL,
            AddressOverrides.NONE,
            List.of(),
            host -> new TcpTransport(host, TcpConfig.DEFAULT, Duration.ofSeconds(5), null, name -> resolution));

    @AfterEach
    void closeHosts() {
        dialer.close();
        hosts.close();
    }

    @Test
    void aSocketThatNeverAnswersDoesNotKeepTheNextOneFromItsTurn() throws Exception {
        Host there = hosts.host();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            resolution.complete(List.of(socketOf(silent), socketOf(there)));
            Connection connection = TestHosts.await(dialer.connect(there.peerId(), List.of(NAME)));
            assertEquals(NAME, connection.remoteAddress());
            assertTrue(connection.isOpen());
            try (Socket loser = silent.accept()) {
                loser.setSoTimeout(20_000);
                loser.getInputStream().readAllBytes();
            }
        }
        assertEquals(1, dialer.connections().size());
    }

    @Test
    void triesTheSocketsOfANameUntilOneAnswers() throws Exception {
        Host there = hosts.host();
        Host other = hosts.host();
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        resolution.complete(List.of(nobody, socketOf(other), nobody, socketOf(there)));
        assertTrue(
                TestHosts.await(dialer.connect(there.peerId(), List.of(NAME))).isOpen());
    }

    @Test
    void failsWhenAllSocketsOfANameHave() throws Exception {
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        resolution.complete(List.of(nobody, nobody, nobody));
        CompletableFuture<Connection> dial = dialer.connect(hosts.host().peerId(), List.of(NAME));
        assertThrows(ExecutionException.class, () -> TestHosts.await(dial));
        assertEquals(1, dialer.metrics().failedDials());
    }

    @Test
    void aDialWhoseNameIsLookedUpFailsWhenTheHostCloses() throws Exception {
        CompletableFuture<Connection> dial = dialer.connect(hosts.host().peerId(), List.of(NAME));
        assertFalse(dial.isDone());
        dialer.close();
        ExecutionException failed = assertThrows(ExecutionException.class, () -> TestHosts.await(dial));
        assertTrue(String.valueOf(failed.getCause()).contains("the host is closed"), failed::toString);
        resolution.complete(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)));
    }

    private static InetSocketAddress socketOf(ServerSocket socket) {
        return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }

    private static InetSocketAddress socketOf(Host host) throws IOException {
        Multiaddr address = host.listenAddresses().getFirst();
        return new InetSocketAddress(address.ip().orElseThrow(), address.port().orElseThrow());
    }
}
