package io.replicator.libp2p.tcp;

import static io.replicator.libp2p.tcp.TestHosts.ECHO;
import static io.replicator.libp2p.tcp.TestHosts.await;
import static io.replicator.libp2p.tcp.TestHosts.connect;
import static io.replicator.libp2p.tcp.TestHosts.open;
import static io.replicator.libp2p.tcp.TestHosts.socket;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.pnet.PreSharedKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hosts with a key, and strangers without it, over real sockets. */
@Timeout(60)
final class PrivateNetworkTest {

    private static final int NONCE_BYTES = 24;
    private static final PreSharedKey KEY = PreSharedKey.generate(new SecureRandom());
    private static final PreSharedKey OTHER = PreSharedKey.generate(new SecureRandom());

    private static final TcpConfig IMPATIENT = TcpConfig.DEFAULT.withTimeouts(
            new TcpConfig.Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(1)));

    private final TestHosts hosts = new TestHosts();

    @AfterEach
    void closeHosts() {
        hosts.close();
    }

    @ParameterizedTest
    @EnumSource(Security.class)
    void echoesMegabytesUnderOneKey(Security security) throws Exception {
        TcpConfig config = TcpConfig.DEFAULT.withSecurity(security);
        Stream stream = open(hosts.host(config, KEY), hosts.host(config, KEY), ECHO);
        byte[] data = new byte[4 << 20];
        new Random(7).nextBytes(data);
        Thread writer = Thread.startVirtualThread(() -> {
            try (OutputStream out = stream.output()) {
                out.write(data);
            } catch (IOException e) {
                stream.reset();
            }
        });
        assertArrayEquals(data, stream.input().readAllBytes());
        writer.join();
    }

    @Test
    void agreesOnTheMuxerLate() throws Exception {
        TcpConfig late = TcpConfig.DEFAULT.withEarlyMuxer(false);
        Stream stream = open(hosts.host(late, KEY), hosts.host(late, KEY), ECHO);
        assertEquals(7, echo(stream, 7));
    }

    @Test
    void hasNoConnectionWithAnotherKey() throws Exception {
        Host here = hosts.host(TcpConfig.DEFAULT, KEY);
        Host there = hosts.host(TcpConfig.DEFAULT, OTHER);
        for (String failure : List.of(failure(here, there), failure(there, here))) {
            assertTrue(failure.contains("it may have another private network's key than this host, or none"), failure);
        }
        assertTrue(here.connections().isEmpty() && there.connections().isEmpty());
    }

    @Test
    void hasNoConnectionWithAHostWithoutKey() throws Exception {
        Host privately = hosts.host(TcpConfig.DEFAULT, KEY);
        Host publicly = hosts.host();
        String outwards = failure(privately, publicly);
        assertTrue(outwards.contains("it may have another private network's key than this host, or none"), outwards);
        String inwards = failure(publicly, privately);
        assertTrue(inwards.contains("it may be in a private network"), inwards);
        assertTrue(privately.connections().isEmpty() && publicly.connections().isEmpty());
        assertEquals(7, echo(open(hosts.host(), publicly, ECHO), 7));
        assertEquals(7, echo(open(hosts.host(TcpConfig.DEFAULT, KEY), privately, ECHO), 7));
    }

    /** That the peer does not speak the protocol that is asked for has nothing to do with keys. */
    @Test
    void doesNotBlameTheKeyWhenItIsTheSame() throws Exception {
        Host noise = hosts.host(TcpConfig.DEFAULT.withSecurity(Security.NOISE), KEY);
        Host tls = hosts.host(TcpConfig.DEFAULT.withSecurity(Security.TLS), KEY);
        String failure = failure(noise, tls);
        assertTrue(failure.contains("supports none of [/noise]"), failure);
        assertEquals(-1, failure.indexOf("key"), failure);
    }

    /** Whatever strangers say or leave out, they get one nonce and the end, and nobody else notices. */
    @Test
    void givesStrangersNothingButANonce() throws Exception {
        Host host = hosts.host(IMPATIENT, KEY);
        Stream witness = open(hosts.host(TcpConfig.DEFAULT, KEY), host, ECHO);
        long seed = 3;
        byte[] noise = new byte[5000];
        new Random(seed).nextBytes(noise);
        List<byte[]> strangers = List.of(
                new byte[0],
                new byte[NONCE_BYTES],
                new byte[NONCE_BYTES + 1],
                noise,
                "\u0013/multistream/1.0.0\n\u0007/noise\n".getBytes(StandardCharsets.US_ASCII),
                "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        for (byte[] stranger : strangers) {
            try (Socket socket = socket(host)) {
                socket.getOutputStream().write(stranger);
                assertEquals(NONCE_BYTES, readToEnd(socket).length);
            }
        }
        Awaitility.await().until(() -> host.metrics().failedHandshakes() == strangers.size());
        assertEquals(7, echo(witness, 7));
        assertEquals(1, host.connections().size());
    }

    @Test
    void takesANewNonceForEachConnection() throws Exception {
        Host host = hosts.host(IMPATIENT, KEY);
        try (Socket one = socket(host);
                Socket other = socket(host)) {
            assertFalse(Arrays.equals(readToEnd(one), readToEnd(other)));
        }
    }

    /** What comes back is encrypted as it should be, and yet it is not said by anybody who has the key. */
    @Test
    void isNotDeceivedByAMirror() throws Exception {
        Host host = hosts.host(IMPATIENT, KEY);
        try (ServerSocket mirror = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> {
                try (Socket socket = mirror.accept()) {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                } catch (IOException e) {
                    // The host has hung up.
                }
            });
            Multiaddr address = Multiaddr.parse("/ip4/127.0.0.1/tcp/" + mirror.getLocalPort());
            String failure = assertThrows(
                            ExecutionException.class,
                            () -> await(host.connect(hosts.host().peerId(), List.of(address))))
                    .toString();
            assertTrue(failure.contains("own nonce"), failure);
        }
    }

    private static String failure(Host from, Host to) {
        return assertThrows(ExecutionException.class, () -> connect(from, to)).toString();
    }

    private static int echo(Stream stream, int octet) throws IOException {
        stream.output().write(octet);
        return stream.input().read();
    }

    /** What came before the host closed the connection, by whatever means. */
    private static byte[] readToEnd(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                all.write(octet);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection was not closed", e);
        } catch (IOException closedWithReset) {
            assertTrue(socket.isConnected());
        }
        return all.toByteArray();
    }
}
