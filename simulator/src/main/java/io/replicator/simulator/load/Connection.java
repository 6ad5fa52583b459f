package io.replicator.simulator.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection to one node, opened when it is needed and kept as long as it works.
 *
 * <p>The JDK's client is not used here. It sends some requests again by itself, so that nobody could tell how often and when
 * a node was asked; it opens as many connections as it likes; and it takes several times the processor time of this, on a
 * machine that often runs the nodes too.
 */
final class Connection implements Door, AutoCloseable {

    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    /** Longer than the nodes' own limit of 8 s, so that they can explain. */
    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    /** Nodes close what is idle for 30 s; a request that meets such an end would seem to be cut off. */
    private static final long LONGEST_IDLE_NANOS = Duration.ofSeconds(15).toNanos();

    private static final long IDLE = Long.MIN_VALUE;
    private static final int BUFFER = 16 << 10;
    private static final int MOST_BODY = Values.MOST_BYTES;
    private static final int DEFAULT_PORT = 80;

    private final String host;
    private final int port;
    private final byte[] hostHeader;
    private final Deadlines deadlines;

    private volatile @Nullable Socket socket;
    /** When the request that is under way began, by {@link System#nanoTime}; {@link #IDLE} without one. */
    private volatile long begun = IDLE;

    private volatile boolean overdue;
    private long lastUsed;
    private byte[] output = new byte[1 << 10];
    private int outputLength;
    private final byte[] input = new byte[BUFFER];
    private int position;
    private int limit;

    /**
     * @param node scheme, host and port
     * @param deadlines what ends a request whose time is over
     */
    Connection(URI node, Deadlines deadlines) {
        String named = node.getHost();
        this.host = named.startsWith("[") ? named.substring(1, named.length() - 1) : named;
        this.port = node.getPort() < 0 ? DEFAULT_PORT : node.getPort();
        this.hostHeader = (" HTTP/1.1\r\nHost: " + named + ":" + port).getBytes(StandardCharsets.ISO_8859_1);
        this.deadlines = deadlines;
        deadlines.watch(this);
    }

    @Override
    public Exchange put(String key, String txId, byte[] value, int length, boolean hangUp) {
        outputLength = 0;
        text("PUT /store/");
        text(key);
        bytes(hostHeader, hostHeader.length);
        if (!txId.isEmpty()) {
            text("\r\nIdempotency-Key: ");
            text(txId);
        }
        text("\r\nContent-Type: application/octet-stream\r\nContent-Length: ");
        text(Integer.toString(length));
        text("\r\n\r\n");
        bytes(value, length);
        return exchange(hangUp);
    }

    @Override
    public Exchange get(String path) {
        outputLength = 0;
        text("GET ");
        text(path);
        bytes(hostHeader, hostHeader.length);
        text("\r\n\r\n");
        return exchange(false);
    }

    @SuppressWarnings("deprecation") // The one way without an allocation; all of it is ASCII.
    private void text(String text) {
        reserve(text.length());
        text.getBytes(0, text.length(), output, outputLength);
        outputLength += text.length();
    }

    private void bytes(byte[] bytes, int length) {
        reserve(length);
        System.arraycopy(bytes, 0, output, outputLength, length);
        outputLength += length;
    }

    private void reserve(int more) {
        if (outputLength + more > output.length) {
            byte[] larger = new byte[Math.max(outputLength + more, 2 * output.length)];
            System.arraycopy(output, 0, larger, 0, outputLength);
            output = larger;
        }
    }

    private Exchange exchange(boolean hangUp) {
        Socket open;
        try {
            open = connected();
        } catch (IOException e) {
            return new Exchange.NotSent(reason(e));
        }
        overdue = false;
        begun = System.nanoTime();
        try {
            OutputStream out = open.getOutputStream();
            out.write(output, 0, outputLength);
            if (hangUp) {
                disconnect();
                return new Exchange.HungUp();
            }
            return read(open);
        } catch (IOException e) {
            disconnect();
            return overdue ? new Exchange.TimedOut() : new Exchange.CutOff(reason(e));
        } finally {
            begun = IDLE;
            lastUsed = System.nanoTime();
        }
    }

    private Socket connected() throws IOException {
        Socket open = socket;
        if (open != null && System.nanoTime() - lastUsed > LONGEST_IDLE_NANOS) {
            disconnect();
            open = null;
        }
        if (open == null) {
            Socket fresh = new Socket();
            try {
                fresh.setOption(StandardSocketOptions.TCP_NODELAY, true);
                fresh.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MILLIS);
            } catch (IOException e) {
                fresh.close();
                throw e;
            }
            socket = fresh;
            open = fresh;
            position = 0;
            limit = 0;
        }
        return open;
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Ends the request that is under way if it takes longer than this; from any thread. */
    void abandonAfter(long nanos) {
        long since = begun;
        if (since == IDLE || System.nanoTime() - since <= nanos) {
            return;
        }
        overdue = true;
        Socket open = socket;
        if (open != null) {
            closeQuietly(open);
        }
    }

    private void disconnect() {
        Socket open = socket;
        socket = null;
        if (open != null) {
            closeQuietly(open);
        }
    }

    @Override
    public void close() {
        disconnect();
        deadlines.forget(this);
    }

    private static void closeQuietly(Socket open) {
        try {
            open.close();
        } catch (IOException e) {
            // It is of no more use in any case.
        }
    }

    // ---- The response.

    private Exchange.Answered read(Socket open) throws IOException {
        InputStream in = open.getInputStream();
        int status;
        int length;
        boolean chunked;
        boolean last;
        String node;
        String txId;
        do {
            int end = line(in);
            status = status(end);
            length = -1;
            chunked = false;
            last = false;
            node = "";
            txId = "";
            position = end + 2;
            for (end = line(in); end > position; end = line(in)) {
                if (isHeader("content-length", end)) {
                    length = number(headerValue("content-length", end), 10);
                } else if (isHeader("replicator-node", end)) {
                    node = headerValue("replicator-node", end);
                } else if (isHeader("replicator-tx", end)) {
                    txId = headerValue("replicator-tx", end);
                } else if (isHeader("transfer-encoding", end)) {
                    chunked = true;
                } else if (isHeader("connection", end)) {
                    last = headerValue("connection", end).equalsIgnoreCase("close");
                }
                position = end + 2;
            }
            position = end + 2;
        } while (status / 100 == 1);
        byte[] body = body(in, status, length, chunked);
        if (last) {
            disconnect();
        }
        return new Exchange.Answered(status, node, txId, body);
    }

    private byte[] body(InputStream in, int status, int length, boolean chunked) throws IOException {
        if (status == 204 || status == 304) {
            return new byte[0];
        }
        if (chunked) {
            return chunks(in);
        }
        if (length < 0) {
            throw new IOException("an answer without a length");
        }
        byte[] body = new byte[length];
        fill(in, body, 0);
        return body;
    }

    private byte[] chunks(InputStream in) throws IOException {
        byte[] body = new byte[0];
        while (true) {
            int end = line(in);
            String size = new String(input, position, end - position, StandardCharsets.ISO_8859_1);
            int extension = size.indexOf(';');
            int length = number(extension < 0 ? size : size.substring(0, extension), 16);
            position = end + 2;
            if (length == 0) {
                for (end = line(in); end > position; end = line(in)) {
                    position = end + 2;
                }
                position = end + 2;
                return body;
            }
            if (body.length + length > MOST_BODY) {
                throw new IOException("an answer that is too long");
            }
            byte[] longer = new byte[body.length + length];
            System.arraycopy(body, 0, longer, 0, body.length);
            fill(in, longer, body.length);
            body = longer;
            position = line(in) + 2;
        }
    }

    private void fill(InputStream in, byte[] body, int from) throws IOException {
        int there = Math.min(limit - position, body.length - from);
        System.arraycopy(input, position, body, from, there);
        position += there;
        int rest = body.length - from - there;
        if (in.readNBytes(body, from + there, rest) < rest) {
            throw new EOFException("the connection ended within an answer");
        }
    }

    /** The index of the end of the line that begins at the position, without its line break; the line is in the buffer. */
    private int line(InputStream in) throws IOException {
        int searched = position;
        while (true) {
            for (int i = searched; i + 1 < limit; i++) {
                if (input[i] == '\r' && input[i + 1] == '\n') {
                    return i;
                }
            }
            searched = Math.max(position, limit - 1);
            if (position > 0) {
                System.arraycopy(input, position, input, 0, limit - position);
                limit -= position;
                searched -= position;
                position = 0;
            }
            if (limit == input.length) {
                throw new IOException("an answer with too long headers");
            }
            int count = in.read(input, limit, input.length - limit);
            if (count < 0) {
                throw new EOFException(limit == 0 ? "the node hung up" : "the connection ended within an answer");
            }
            limit += count;
        }
    }

    private int status(int end) throws IOException {
        // HTTP/1.1 201 Created
        if (end - position < 12 || input[position] != 'H') {
            throw new IOException("no HTTP answer");
        }
        return number(new String(input, position + 9, 3, StandardCharsets.ISO_8859_1), 10);
    }

    private boolean isHeader(String name, int end) {
        if (end - position <= name.length() || input[position + name.length()] != ':') {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            int letter = input[position + i];
            if ((letter >= 'A' && letter <= 'Z' ? letter + 32 : letter) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String headerValue(String name, int end) {
        int from = position + name.length() + 1;
        return new String(input, from, end - from, StandardCharsets.ISO_8859_1).strip();
    }

    private static int number(String text, int radix) throws IOException {
        try {
            int number = Integer.parseInt(text.strip(), radix);
            if (number >= 0 && number <= MOST_BODY) {
                return number;
            }
        } catch (NumberFormatException e) {
            // As with a number that is out of range.
        }
        throw new IOException("an answer with the number '" + text + "'");
    }
}
