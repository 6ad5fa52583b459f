package io.replicator.libp2p.unified;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The two commands of Redis by which test programs hand an address over, in RESP 2 (redis.io, "Redis serialization
 * protocol specification"). Blocks; for one thread.
 */
public final class RedisClient implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** How long Redis may take to answer, besides the time that a command asks it to wait. */
    private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(10);

    private static final int MAX_LINE_BYTES = 1024;
    private static final int MAX_VALUE_BYTES = 64 * 1024;
    private static final int MAX_ELEMENTS = 16;

    private final Socket socket;
    private final DataInputStream in;

    private RedisClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** @throws IOException if nothing answers there within 10 s; says where and why */
    public static RedisClient connect(String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            InetAddress address = InetAddress.getAllByName(host)[0];
            socket.connect(new InetSocketAddress(address, port), (int) CONNECT_TIMEOUT.toMillis());
            return new RedisClient(socket);
        } catch (IOException e) {
            socket.close();
            throw new IOException("cannot reach Redis at " + host + ":" + port + ": " + e.getMessage(), e);
        }
    }

    /** Appends to the list under a key: RPUSH. */
    public void push(String key, String value) throws IOException {
        var _ = execute(REPLY_TIMEOUT, "RPUSH", key, value);
    }

    /**
     * Takes the first of the list under a key, and waits for it: BLPOP.
     *
     * @param timeout in whole seconds, at least one, as zero would wait for ever
     * @return empty if nothing has come by then
     */
    public Optional<String> pop(String key, Duration timeout) throws IOException {
        long seconds = Math.max(1, timeout.toSeconds());
        List<String> reply = execute(REPLY_TIMEOUT.plusSeconds(seconds), "BLPOP", key, Long.toString(seconds));
        // The key comes first, as one may wait for several.
        return reply.isEmpty() ? Optional.empty() : Optional.of(reply.getLast());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private List<String> execute(Duration timeout, String... words) throws IOException {
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            int length = word.getBytes(StandardCharsets.UTF_8).length;
            command.append("$" + length + "\r\n" + word + "\r\n");
        }
        socket.setSoTimeout((int) timeout.toMillis());
        socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.UTF_8));
        return reply(0);
    }

    /** What a reply holds, in one list; nothing if it is nil. */
    private List<String> reply(int depth) throws IOException {
        String line = line();
        String rest = line.substring(Math.min(1, line.length()));
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+', ':' -> List.of(rest);
            case '-' -> throw new IOException("Redis refuses: " + rest);
            case '$' -> {
                int length = length(rest, MAX_VALUE_BYTES);
                yield length < 0 ? List.of() : List.of(value(length));
            }
            case '*' -> {
                int count = depth == 0 ? length(rest, MAX_ELEMENTS) : length(rest, 0);
                List<String> elements = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    elements.addAll(reply(depth + 1));
                }
                yield elements;
            }
            default -> throw new IOException("what answers is not Redis");
        };
    }

    private String value(int length) throws IOException {
        String value = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        if (!line().isEmpty()) {
            throw new IOException("what answers is not Redis");
        }
        return value;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("Redis has closed the connection");
            }
            if (line.size() == MAX_LINE_BYTES) {
                throw new IOException("what answers is not Redis");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    private static int length(String text, int max) throws IOException {
        try {
            int length = Integer.parseInt(text);
            if (length <= max) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new IOException("what answers is not Redis", e);
        }
        throw new IOException("Redis answers with more than " + max);
    }
}
