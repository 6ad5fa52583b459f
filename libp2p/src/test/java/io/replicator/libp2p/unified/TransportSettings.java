package io.replicator.libp2p.unified;

import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.tcp.Security;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@link TransportProgram} is told by its environment.
 *
 * @param isDialer IS_DIALER: whether it dials and measures; otherwise it listens
 * @param listen LISTENER_IP, with a port of its own choice; 0.0.0.0 unless set
 * @param redisHost of REDIS_ADDR, {@code HOST:PORT}
 * @param redisPort of REDIS_ADDR
 * @param addressKey where the listener's address is handed over: that of this test alone, as TEST_KEY is
 * @param security SECURE_CHANNEL: {@code noise} or {@code tls}
 * @param patience TEST_TIMEOUT_SECS: how long the dialer waits for the listener; two minutes unless set, as the harness
 *     does not set it and ends a test after three
 * @param debug DEBUG: whether to log more
 */
record TransportSettings(
        boolean isDialer,
        Multiaddr listen,
        String redisHost,
        int redisPort,
        String addressKey,
        Security security,
        Duration patience,
        boolean debug) {

    private static final Pattern HOST_AND_PORT = Pattern.compile("(.+):(\\d{1,5})");
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PATIENCE_SECONDS = 3600;

    /** @throws IllegalArgumentException if a variable is missing, or says what this stack cannot do; names it */
    static TransportSettings of(Map<String, String> environment) {
        // First what decides whether the others are there: a transport with security of its own has no SECURE_CHANNEL.
        var _ = oneOf(environment, "TRANSPORT", List.of("tcp"));
        var _ = oneOf(environment, "MUXER", List.of("yamux"));
        String channel = oneOf(environment, "SECURE_CHANNEL", List.of("noise", "tls"));
        Matcher redis = HOST_AND_PORT.matcher(required(environment, "REDIS_ADDR"));
        if (!redis.matches() || Integer.parseInt(redis.group(2)) > MAX_PORT) {
            throw new IllegalArgumentException("REDIS_ADDR must be HOST:PORT, such as transport-redis:6379");
        }
        return new TransportSettings(
                oneOf(environment, "IS_DIALER", List.of("true", "false")).equals("true"),
                listen(environment.getOrDefault("LISTENER_IP", "0.0.0.0")),
                redis.group(1),
                Integer.parseInt(redis.group(2)),
                required(environment, "TEST_KEY") + "_listener_multiaddr",
                Security.valueOf(channel.toUpperCase(Locale.ROOT)),
                patience(environment.getOrDefault("TEST_TIMEOUT_SECS", "120")),
                environment.getOrDefault("DEBUG", "false").equals("true"));
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
    }

    private static String oneOf(Map<String, String> environment, String name, List<String> supported) {
        String value = required(environment, name);
        if (!supported.contains(value)) {
            throw new IllegalArgumentException(
                    name + "=" + value + " is not supported, only " + String.join(" and ", supported));
        }
        return value;
    }

    private static Multiaddr listen(String ip) {
        try {
            return Multiaddr.tcp(new InetSocketAddress(InetAddress.ofLiteral(ip), 0));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("LISTENER_IP=" + ip + " is not an IP address", e);
        }
    }

    private static Duration patience(String seconds) {
        if (seconds.matches("\\d{1,4}")) {
            int parsed = Integer.parseInt(seconds);
            if (parsed >= 1 && parsed <= MAX_PATIENCE_SECONDS) {
                return Duration.ofSeconds(parsed);
            }
        }
        throw new IllegalArgumentException(
                "TEST_TIMEOUT_SECS=" + seconds + " must be from 1 to " + MAX_PATIENCE_SECONDS);
    }
}
