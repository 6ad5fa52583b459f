package io.replicator.libp2p.interop;

import static io.replicator.libp2p.interop.TransportProcess.OURS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.unified.RedisClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The transport test program in both roles, as a process of its own, with itself and with programs of the other stacks that
 * obey the same conventions. They meet at a real Redis. Each wait has a limit of its own: a test may have to build its peer.
 */
final class TransportProgramIT {

    private static final Pattern REPORT = Pattern.compile(
            "latency:\n  handshake_plus_one_rtt: (\\d+\\.\\d+)\n  ping_rtt: (\\d+\\.\\d+)\n  unit: ms\n");

    private static final Duration PUBLISHED_WITHIN = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static RedisServer redis;

    /** Ours, by secure channel. They serve until they are killed, so one of each is enough for all dialers. */
    private static final Map<String, TransportProcess> LISTENERS = new HashMap<>();

    private static final Map<String, String> PUBLISHED = new HashMap<>();

    /** Each test meets under a key of its own, as the harness has it. */
    private final String testKey = UUID.randomUUID().toString().substring(0, 8);

    @BeforeAll
    static void startRedisAndListeners() throws IOException {
        RedisServer.assume();
        redis = RedisServer.start(folder);
        List<String> channels = List.of("noise", "tls");
        for (String channel : channels) {
            Map<String, String> environment = environment(false, channel, channel);
            // As the harness has it; what is published must be an address of this machine all the same.
            environment.put("LISTENER_IP", "0.0.0.0");
            LISTENERS.put(channel, TransportProcess.start(OURS, environment, folder));
        }
        try (RedisClient client = redis.connect()) {
            for (String channel : channels) {
                PUBLISHED.put(
                        channel,
                        client.pop(addressKey(channel), PUBLISHED_WITHIN).orElseThrow());
            }
        }
    }

    @AfterAll
    static void stopListenersAndRedis() {
        LISTENERS.values().forEach(TransportProcess::close);
        if (redis != null) {
            redis.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"GO,noise", "GO,tls", "JS,noise", "JS,tls", "RUST,noise", "RUST,tls"})
    void dials(Stack stack, String secureChannel) throws Exception {
        stack.assume();
        try (TransportProcess listener = start(PeerBuild.command(stack), false, secureChannel)) {
            assertMeasures(OURS, secureChannel, listener);
        }
    }

    @ParameterizedTest
    @CsvSource({"GO,noise", "GO,tls", "JS,noise", "JS,tls", "RUST,noise", "RUST,tls"})
    void listens(Stack stack, String secureChannel) throws Exception {
        stack.assume();
        assertMeasures(PeerBuild.command(stack), secureChannel, handOver(secureChannel));
    }

    @ParameterizedTest
    @ValueSource(strings = {"noise", "tls"})
    void dialsItself(String secureChannel) throws Exception {
        assertMeasures(OURS, secureChannel, handOver(secureChannel));
    }

    /** Other containers do not reach loopback, so it is published only where there is nothing else. */
    @Test
    void publishesAnAddressOfAnInterface() throws Exception {
        Multiaddr address = Multiaddr.parse(Objects.requireNonNull(PUBLISHED.get("noise")));
        assertFalse(address.isWildcard(), address::toString);
        try (TestHost here = TestHost.start(builder -> builder.listen(Multiaddr.parse("/ip4/0.0.0.0/tcp/0")))) {
            boolean isAlone = here.host().announcedAddresses().stream().allMatch(Multiaddr::isLoopback);
            assertEquals(isAlone, address.isLoopback(), address::toString);
            assertEquals(
                    address.peerId().orElseThrow(),
                    here.host().connect(address).get().remotePeer());
        }
    }

    @Test
    void failsIfNobodyListens() throws Exception {
        Multiaddr nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RedisClient client = redis.connect()) {
            nobody = Multiaddr.parse("/ip4/127.0.0.1/tcp/" + closed.getLocalPort())
                    .withPeer(PrivateKey.generateEd25519(new SecureRandom()).peerId());
            client.push(addressKey(testKey), nobody.toString());
        }
        assertFails(1, nobody.withoutPeer().toString(), environment(true, testKey, "noise"));
    }

    @Test
    void failsWithoutRedis() throws Exception {
        Map<String, String> environment = environment(true, testKey, "noise");
        environment.put("REDIS_ADDR", "127.0.0.1:1");
        assertFails(1, "cannot reach Redis at 127.0.0.1:1: Connection refused", environment);
    }

    /** The harness names no muxer and no secure channel for a transport that brings its own. */
    @Test
    void refusesATransportThatItHasNot() throws Exception {
        Map<String, String> environment = environment(false, testKey, "noise");
        environment.put("TRANSPORT", "quic-v1");
        environment.keySet().removeAll(List.of("MUXER", "SECURE_CHANNEL"));
        assertFails(2, "TRANSPORT=quic-v1 is not supported, only tcp", environment);
    }

    /** Lets the dialer of this test meet our listener. */
    private TransportProcess handOver(String secureChannel) throws IOException {
        try (RedisClient client = redis.connect()) {
            client.push(addressKey(testKey), Objects.requireNonNull(PUBLISHED.get(secureChannel)));
        }
        return Objects.requireNonNull(LISTENERS.get(secureChannel));
    }

    private TransportProcess start(List<String> command, boolean isDialer, String secureChannel) throws IOException {
        return TransportProcess.start(command, environment(isDialer, testKey, secureChannel), folder);
    }

    private void assertMeasures(List<String> program, String secureChannel, TransportProcess listener)
            throws Exception {
        try (TransportProcess dialer = start(program, true, secureChannel)) {
            TransportProcess.Result result = dialer.result();
            assertEquals(0, result.exitCode(), () -> result + ", and the listener: " + listener);
            Matcher report = REPORT.matcher(result.out());
            assertTrue(report.matches(), result::toString);
            double ping = Double.parseDouble(report.group(2));
            assertTrue(ping > 0, result::toString);
            assertTrue(Double.parseDouble(report.group(1)) > ping, result::toString);
            assertTrue(listener.isRunning(), () -> "the listener has ended: " + listener);
        }
    }

    /** One line says why, besides what is logged; nothing is reported. */
    private static void assertFails(int exitCode, String why, Map<String, String> environment) throws Exception {
        try (TransportProcess program = TransportProcess.start(OURS, environment, folder)) {
            TransportProcess.Result result = program.result();
            assertEquals(exitCode, result.exitCode(), result::toString);
            assertEquals("", result.out());
            List<String> lines = result.err()
                    .lines()
                    .filter(line -> !line.contains(" INFO "))
                    .toList();
            assertEquals(1, lines.size(), result::toString);
            assertTrue(lines.getFirst().contains(why), result::toString);
        }
    }

    private static Map<String, String> environment(boolean isDialer, String testKey, String secureChannel) {
        return TransportProcess.environment(isDialer, redis.address(), testKey, secureChannel);
    }

    private static String addressKey(String testKey) {
        return testKey + "_listener_multiaddr";
    }
}
