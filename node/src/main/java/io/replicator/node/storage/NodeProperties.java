package io.replicator.node.storage;

import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.StoreId;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.Properties;

/**
 * What {@code node.properties} in a data folder says.
 *
 * @param listenPort the TCP port that the node listened on last, to be taken again
 */
record NodeProperties(int format, ClusterId cluster, StoreId store, OptionalInt listenPort) {

    static final String FILE = "node.properties";
    static final int MAX_BYTES = 16 << 10;

    private static final String FORMAT = "format";
    private static final String CLUSTER = "cluster";
    private static final String STORE = "store";
    private static final String LISTEN_PORT = "listen.port";
    private static final int MAX_PORT = 0xFFFF;

    NodeProperties withListenPort(int port) {
        return new NodeProperties(format, cluster, store, OptionalInt.of(port));
    }

    byte[] toBytes() {
        StringBuilder text = new StringBuilder("# Written by the node; do not edit.\n");
        line(text, FORMAT, Integer.toString(format));
        line(text, CLUSTER, cluster.text());
        line(text, STORE, store.toString());
        listenPort.ifPresent(port -> line(text, LISTEN_PORT, Integer.toString(port)));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The format that is named, which must be known before anything else is understood. */
    static int formatOf(byte[] bytes) {
        return Integer.parseInt(required(parse(bytes), FORMAT));
    }

    /**
     * Reads the file's content.
     *
     * @throws IllegalArgumentException that says what is wrong with it
     */
    static NodeProperties of(byte[] bytes) {
        Properties properties = parse(bytes);
        String port = properties.getProperty(LISTEN_PORT);
        return new NodeProperties(
                Integer.parseInt(required(properties, FORMAT)),
                new ClusterId(required(properties, CLUSTER)),
                StoreId.of(HexFormat.of().parseHex(required(properties, STORE))),
                port == null ? OptionalInt.empty() : OptionalInt.of(port(port)));
    }

    private static Properties parse(byte[] bytes) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalArgumentException("unreadable", e);
        }
        return properties;
    }

    private static String required(Properties properties, String name) {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("'" + name + "' is missing");
        }
        return value;
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("no port: " + text);
        }
        return port;
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append('=').append(value).append('\n');
    }
}
