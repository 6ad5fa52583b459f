package io.replicator.node.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Turns settings as given into a {@link NodeConfig}, and finds all mistakes at once rather than the first. */
public final class ConfigReader {

    /** The largest value that the wire carries. */
    public static final int MAX_VALUE_BYTES = 16 << 20;

    private static final Duration LONGEST_TIME = Duration.ofHours(1);
    private static final int MIN_CLUSTER_SIZE = 3;
    private static final int MAX_CLUSTER_SIZE = 1000;
    private static final int MAX_ADDRESSES = 64;
    private static final int MAX_NAME = 200;
    private static final Pattern CLUSTER_ID = Pattern.compile("[A-Za-z0-9._-]{1,63}");
    private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]+");
    private static final String CLUSTER_ID_RULE = "is no cluster id: use 1 to 63 letters, digits, '.', '_' and '-'";

    private final Settings settings;
    private final AddressCheck addressCheck;
    private final List<String> mistakes = new ArrayList<>();

    private ConfigReader(Settings settings, AddressCheck addressCheck) {
        this.settings = settings;
        this.addressCheck = addressCheck;
    }

    /** Knows multiaddresses, peers and keys, which this package does not. */
    @FunctionalInterface
    public interface AddressCheck {
        /**
         * What is wrong with a value, in words for people; nothing if it is fine.
         *
         * @param setting what the value was given for
         * @param value a multiaddress, or what else this setting takes: a file, too
         */
        Optional<String> mistakeIn(Setting setting, String value);
    }

    /**
     * @throws ConfigException with every mistake
     */
    public static NodeConfig read(Settings settings, AddressCheck addressCheck) throws ConfigException {
        return new ConfigReader(settings, addressCheck).read();
    }

    private NodeConfig read() throws ConfigException {
        String clusterId = clusterId();
        NodeConfig config = new NodeConfig(
                clusterId,
                httpPort(),
                visible(Setting.HTTP_HOST),
                addresses(Setting.LISTEN),
                addresses(Setting.ANNOUNCE),
                addresses(Setting.BOOTSTRAP),
                addresses(Setting.PEER),
                peerAddresses(),
                file(Setting.PEER_ADDRESSES),
                protocolId(),
                visible(Setting.RENDEZVOUS),
                file(Setting.SWARM_KEY),
                parsed(Setting.DATA, Optional.empty(), text -> Optional.of(path(text))),
                expect(clusterId),
                time(Setting.GENESIS_SETTLE),
                time(Setting.REQUEST_TIMEOUT),
                maxValueBytes(),
                logFormat());
        if (!mistakes.isEmpty()) {
            throw new ConfigException(mistakes);
        }
        return config;
    }

    private String clusterId() {
        if (settings.get(Setting.CLUSTER_ID).isEmpty()) {
            mistakes.add("the cluster id is missing: add -cid <id>, for example -cid cluster-1");
            return "";
        }
        return parsed(Setting.CLUSTER_ID, "", text -> {
            require(CLUSTER_ID.matcher(text).matches(), "'" + text + "' " + CLUSTER_ID_RULE);
            return text;
        });
    }

    private OptionalInt httpPort() {
        return parsed(Setting.HTTP_PORT, OptionalInt.empty(), text -> {
            String complaint = "'" + text + "' is not a port: use 1 to 65535, or 0 for a free one";
            require(text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65535, complaint);
            int port = Integer.parseInt(text);
            return port == 0 ? OptionalInt.empty() : OptionalInt.of(port);
        });
    }

    private String visible(Setting setting) {
        return parsed(setting, "", text -> {
            require(
                    text.length() <= MAX_NAME && VISIBLE_ASCII.matcher(text).matches(),
                    "'" + text + "' must be 1 to " + MAX_NAME + " visible ASCII characters without blanks");
            return text;
        });
    }

    private String protocolId() {
        String id = visible(Setting.PROTOCOL_ID);
        return parsed(Setting.PROTOCOL_ID, id, text -> {
            require(text.startsWith("/"), "'" + text + "' must start with '/', as in /p2p/rpc/replicator");
            return id;
        });
    }

    private List<String> addresses(Setting setting) {
        Optional<Settings.Given> given = settings.get(setting);
        if (given.isEmpty()) {
            return List.of();
        }
        List<String> values = limited(given.get());
        for (String address : values) {
            if (!address.startsWith("/")) {
                complain(
                        given.get(),
                        "'" + address + "' is not a multiaddress: write it like /ip4/127.0.0.1/tcp/4001"
                                + (setting == Setting.LISTEN || setting == Setting.ANNOUNCE ? "" : "/p2p/<peer id>"));
            } else {
                addressCheck
                        .mistakeIn(setting, address)
                        .ifPresent(mistake -> complain(given.get(), "'" + address + "' cannot be used: " + mistake));
            }
        }
        return values;
    }

    private List<String> peerAddresses() {
        Optional<Settings.Given> given = settings.get(Setting.PEER_ADDRESS);
        if (given.isEmpty()) {
            return List.of();
        }
        List<String> entries = limited(given.get());
        for (String entry : entries) {
            addressCheck.mistakeIn(Setting.PEER_ADDRESS, entry).ifPresent(mistake -> complain(given.get(), mistake));
        }
        return entries;
    }

    private Optional<Path> file(Setting setting) {
        return parsed(setting, Optional.empty(), text -> {
            Path file = path(text);
            addressCheck.mistakeIn(setting, text).ifPresent(mistake -> {
                throw new IllegalArgumentException(mistake);
            });
            return Optional.of(file);
        });
    }

    private List<String> limited(Settings.Given given) {
        if (given.values().size() > MAX_ADDRESSES) {
            complain(given, "more than " + MAX_ADDRESSES + " addresses: name fewer");
        }
        return given.values();
    }

    private Map<String, Integer> expect(String clusterId) {
        return parsed(Setting.EXPECT, Map.of(), text -> {
            Map<String, Integer> expected = new LinkedHashMap<>();
            for (String part : text.split(",", -1)) {
                String[] pair = part.strip().split("=", -1);
                require(
                        pair.length == 2 && pair[1].matches("[0-9]{1,4}"),
                        "'" + part.strip() + "' is not cluster=nodes: write it like A=3,B=3");
                require(CLUSTER_ID.matcher(pair[0]).matches(), "'" + pair[0] + "' " + CLUSTER_ID_RULE);
                int nodes = Integer.parseInt(pair[1]);
                require(
                        nodes >= MIN_CLUSTER_SIZE && nodes <= MAX_CLUSTER_SIZE,
                        "a cluster has " + MIN_CLUSTER_SIZE + " to " + MAX_CLUSTER_SIZE + " nodes, not " + nodes
                                + ", when a network is founded");
                require(expected.put(pair[0], nodes) == null, "cluster '" + pair[0] + "' stands there twice");
            }
            require(
                    clusterId.isEmpty() || expected.containsKey(clusterId),
                    "this node's own cluster '" + clusterId + "' is not among them: add " + clusterId + "=3");
            return Collections.unmodifiableMap(expected);
        });
    }

    private Duration time(Setting setting) {
        return parsed(setting, Duration.ZERO, text -> {
            Duration time = Units.duration(text);
            require(
                    time.isPositive() && time.compareTo(LONGEST_TIME) <= 0,
                    "'" + text + "' must be more than nothing and at most 1h");
            return time;
        });
    }

    private int maxValueBytes() {
        return parsed(Setting.MAX_VALUE_BYTES, 0, text -> {
            long bytes = Units.bytes(text);
            require(bytes >= 1 && bytes <= MAX_VALUE_BYTES, "'" + text + "' must be 1 byte to 16MiB");
            return (int) bytes;
        });
    }

    private NodeConfig.LogFormat logFormat() {
        return parsed(Setting.LOG_FORMAT, NodeConfig.LogFormat.TEXT, text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "text" -> NodeConfig.LogFormat.TEXT;
            case "json" -> NodeConfig.LogFormat.JSON;
            default -> throw new IllegalArgumentException("'" + text + "' is not a log format: use text or json");
        });
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' is not a path: " + e.getReason(), e);
        }
    }

    /** The parsed value, or what stands for it if it is absent or wrong; a wrong one is noted as a mistake. */
    private <T> T parsed(Setting setting, T otherwise, Function<String, T> parser) {
        Optional<Settings.Given> given = settings.get(setting);
        if (given.isEmpty()) {
            return otherwise;
        }
        try {
            return parser.apply(given.get().value());
        } catch (IllegalArgumentException e) {
            complain(given.get(), String.valueOf(e.getMessage()));
            return otherwise;
        }
    }

    private static void require(boolean condition, String complaint) {
        if (!condition) {
            throw new IllegalArgumentException(complaint);
        }
    }

    private void complain(Settings.Given given, String complaint) {
        mistakes.add(given.origin() + ": " + complaint);
    }
}
