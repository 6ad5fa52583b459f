package io.replicator.node.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every setting of a node. The one table from which the flags, the names in the environment and in a properties file,
 * and the help are made.
 */
public enum Setting {
    CLUSTER_ID("cid", Dashes.ONE_OR_TWO, false, "<id>", "", "Cluster of this node. Required."),
    HTTP_PORT("http", Dashes.ONE_OR_TWO, false, "<port>", "", "HTTP port.\nDefault: a free one, which is printed."),
    HTTP_HOST("http-host", Dashes.TWO, false, "<address>", "127.0.0.1", "Address that the HTTP server binds to."),
    LISTEN(
            "listen",
            Dashes.ONE_OR_TWO,
            true,
            "<multiaddr>",
            "/ip4/127.0.0.1/tcp/0",
            "Where to listen for peers.\nPort 0: a free one, kept for the next start."),
    ANNOUNCE(
            "announce",
            Dashes.ONE_OR_TWO,
            true,
            "<multiaddr>",
            "",
            "Address to tell others.\nDefault: what it listens on."),
    BOOTSTRAP(
            "bootstrap",
            Dashes.ONE_OR_TWO,
            true,
            "<multiaddr>",
            "",
            "DHT bootstrap peer. Without it and -peer, this\nnode founds a network."),
    PEER("peer", Dashes.ONE_OR_TWO, true, "<multiaddr>", "", "Any peer to discover the others from."),
    PEER_ADDRESS(
            "peer-address",
            Dashes.ONE_OR_TWO,
            true,
            "<id>=<multiaddr>",
            "",
            "Reach this peer at this address alone,\nwhatever others say."),
    PEER_ADDRESSES(
            "peer-addresses",
            Dashes.TWO,
            false,
            "<file>",
            "",
            "The same for many: a peer id, a blank and a\nmultiaddress a line. Read again when it changes."),
    PROTOCOL_ID(
            "protocolid",
            Dashes.ONE_OR_TWO,
            false,
            "<id>",
            "/p2p/rpc/replicator",
            "Prefix of the replication protocol's libp2p id."),
    RENDEZVOUS(
            "rendezvous", Dashes.ONE_OR_TWO, false, "<text>", "replicator", "Name under which peers find each other."),
    SWARM_KEY(
            "swarm-key",
            Dashes.TWO,
            false,
            "<file>",
            "",
            "Key of a private network, from 'replicator\nswarm-key'. All nodes need the same."),
    DATA("data", Dashes.TWO, false, "<folder>", "", "Data folder.\nDefault: the first unlocked ./data/<cid>/<n>"),
    EXPECT(
            "expect",
            Dashes.TWO,
            false,
            "<A=3,B=3>",
            "",
            "Found the network as soon as exactly these\nclusters are there."),
    GENESIS_SETTLE(
            "genesis-settle",
            Dashes.TWO,
            false,
            "<time>",
            "3s",
            "Found the network once no new node has appeared\nfor so long."),
    REQUEST_TIMEOUT(
            "request-timeout",
            Dashes.TWO,
            false,
            "<time>",
            "8s",
            "After so long, a store is answered with\n'outcome unknown'."),
    MAX_VALUE_BYTES("max-value-bytes", Dashes.TWO, false, "<size>", "1MiB", "Largest value taken, at most 16MiB."),
    LOG_FORMAT("log-format", Dashes.TWO, false, "<text|json>", "text", "How to write the log.");

    /** What stands before the names in the environment. */
    public static final String ENVIRONMENT_PREFIX = "REPLICATOR_";

    private enum Dashes {
        ONE_OR_TWO,
        TWO
    }

    private final String name;
    private final Dashes dashes;
    private final boolean repeatable;
    private final String label;
    private final String defaultText;
    private final String help;

    Setting(String name, Dashes dashes, boolean repeatable, String label, String defaultText, String help) {
        this.name = name;
        this.dashes = dashes;
        this.repeatable = repeatable;
        this.label = label;
        this.defaultText = defaultText;
        this.help = help;
    }

    public static Optional<Setting> ofPropertyName(String name) {
        return Stream.of(values()).filter(s -> s.name.equals(name)).findFirst();
    }

    /** The name in a properties file. */
    public String propertyName() {
        return name;
    }

    /** The flags on the command line, the usual one first. */
    public List<String> flags() {
        return dashes == Dashes.ONE_OR_TWO ? List.of("-" + name, "--" + name) : List.of("--" + name);
    }

    public String environmentName() {
        return ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Whether it may have several values: flags that are repeated, elsewhere a list with commas or blanks. */
    public boolean isRepeatable() {
        return repeatable;
    }

    /** What stands for the value in the help. */
    public String label() {
        return label;
    }

    /** The value if none is given; empty if there is none. */
    public String defaultText() {
        return defaultText;
    }

    /** Lines of help, with the default only if {@link #defaultText()} is empty. */
    public String help() {
        return help;
    }
}
