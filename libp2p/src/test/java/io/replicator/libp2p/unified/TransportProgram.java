package io.replicator.libp2p.unified;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.replicator.libp2p.Libp2p;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.Blocking;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.ping.PingService;
import io.replicator.libp2p.tcp.TcpConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * The transport test program of libp2p's unified-testing (libp2p.io/docs/write-a-transport-test-app). The harness starts
 * it twice for each pair of implementations, and tells it by environment variables ({@link TransportSettings}) what to be:
 *
 * <ul>
 *   <li>The listener publishes its address, with {@code /p2p/<id>} at its end, in the Redis of the harness, and serves
 *       until it is killed.
 *   <li>The dialer waits for the address, connects, pings once, prints the times in YAML and ends with 0. The ping is part
 *       of the time of the handshake too, as with the programs of go-libp2p and rust-libp2p.
 * </ul>
 *
 * <p>Both connect with themselves before, so that it is not the start of a JVM that is measured.
 *
 * <p>Nothing but the times goes to standard output. A failure is one line on standard error, and ends with 1; settings
 * that are wrong, or not supported here, end with 2.
 *
 * <p>The document has the dialer poll a plain key. The programs that are shipped hand the address over in a list, by RPUSH
 * and BLPOP, and so does the harness's proxy for older ones; so this does as they do.
 */
public final class TransportProgram {

    private static final org.slf4j.Logger log = LoggerFactory.getLogger(TransportProgram.class);

    private static final Multiaddr LOOPBACK = Multiaddr.parse("/ip4/127.0.0.1/tcp/0");

    private TransportProgram() {}

    public static void main(String... arguments) throws InterruptedException {
        System.exit(run(System.getenv(), System.out, System.err));
    }

    /** Returns the exit code; as a listener, returns only if it fails. */
    static int run(Map<String, String> environment, PrintStream out, PrintStream err) throws InterruptedException {
        try {
            TransportSettings settings = TransportSettings.of(environment);
            if (LoggerFactory.getLogger("io.replicator") instanceof Logger logger) {
                logger.setLevel(settings.debug() ? Level.DEBUG : Level.INFO);
            }
            if (settings.isDialer()) {
                out.print(dial(settings));
            } else {
                listen(settings);
            }
            return 0;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return 2;
        } catch (IOException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private static void listen(TransportSettings settings) throws IOException, InterruptedException {
        warmUp(settings);
        try (Host host = builder(settings).listen(settings.listen()).start()) {
            // Those of loopback, which lead no other container here, are the last.
            Multiaddr address = host.announcedAddresses().getFirst().withPeer(host.peerId());
            try (RedisClient redis = RedisClient.connect(settings.redisHost(), settings.redisPort())) {
                redis.push(settings.addressKey(), address.toString());
            }
            log.info("listening at {}", address);
            Thread.currentThread().join();
        }
    }

    private static String dial(TransportSettings settings) throws IOException {
        Multiaddr listener = awaitListener(settings);
        warmUp(settings);
        log.info("dialling {}", listener);
        try (Host host = builder(settings).start()) {
            long start = System.nanoTime();
            Connection connection = Blocking.await(host.connect(listener));
            Duration ping = new PingService(host).ping(connection);
            Duration handshakeAndPing = Duration.ofNanos(System.nanoTime() - start);
            return "latency:%n  handshake_plus_one_rtt: %s%n  ping_rtt: %s%n  unit: ms%n"
                    .formatted(millis(handshakeAndPing), millis(ping));
        }
    }

    private static Multiaddr awaitListener(TransportSettings settings) throws IOException {
        String key = settings.addressKey();
        String text;
        try (RedisClient redis = RedisClient.connect(settings.redisHost(), settings.redisPort())) {
            text = redis.pop(key, settings.patience())
                    .orElseThrow(() -> new IOException("no listener has published its address under " + key + " within "
                            + settings.patience().toSeconds() + " s"));
        }
        try {
            return Multiaddr.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("the listener has published no address under " + key + ": " + e.getMessage(), e);
        }
    }

    /**
     * Connects with itself, so that all classes are loaded. Otherwise the first handshake takes seconds on a busy machine: a
     * dialer would measure the start of its JVM, and go-libp2p gives up on a private address after five.
     */
    private static void warmUp(TransportSettings settings) throws IOException {
        try (Host listener = builder(settings).listen(LOOPBACK).start();
                Host dialer = builder(settings).start()) {
            Connection connection = Blocking.await(dialer.connect(listener.peerId(), listener.listenAddresses()));
            var _ = new PingService(dialer).ping(connection);
        }
    }

    private static Libp2p.Builder builder(TransportSettings settings) {
        return Libp2p.builder(PrivateKey.generateEd25519(new SecureRandom()))
                .tcpConfig(TcpConfig.DEFAULT.withSecurity(settings.security()));
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e6);
    }
}
