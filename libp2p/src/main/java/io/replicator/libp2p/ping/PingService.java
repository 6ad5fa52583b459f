package io.replicator.libp2p.ping;

import io.netty.buffer.ByteBuf;
import io.replicator.libp2p.host.Blocking;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.ProtocolHandler;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamDeadline;
import io.replicator.libp2p.host.StreamReceiver;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Echoes pings, and measures round-trip times. */
public final class PingService {

    /** The id of the protocol. */
    public static final String PROTOCOL = "/ipfs/ping/1.0.0";

    /** Bytes of one ping. */
    public static final int PAYLOAD_LENGTH = 32;

    /** How long a ping and the end of its stream may take, once that is open. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** A served stream without data for this long is reset; rust-libp2p pings every 15 s on the same stream. */
    public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    /** Served streams of one connection; more are refused. */
    static final int MAX_STREAMS_PER_CONNECTION = 4;

    private final Host host;
    private final Duration timeout;
    private final SecureRandom random;

    /** Pings by this host at once, and is pinged after {@link #start}. */
    public PingService(Host host) {
        this(host, TIMEOUT);
    }

    /** @param timeout how long a ping may take, and then the end of its stream */
    PingService(Host host, Duration timeout) {
        this(host, timeout, new SecureRandom());
    }

    PingService(Host host, Duration timeout, SecureRandom random) {
        this.host = host;
        this.timeout = timeout;
        this.random = random;
    }

    /** Begins to serve. */
    public void start() {
        host.addHandler(PROTOCOL, new Server());
    }

    /**
     * Pings the remote once on a stream of its own. Blocks; for virtual threads.
     *
     * @return the round-trip time of 32 bytes
     * @throws IOException if the remote does not support ping, answers wrongly, or not within {@link #TIMEOUT}
     */
    public Duration ping(Connection connection) throws IOException {
        Stream stream = Blocking.openStream(connection, List.of(PROTOCOL));
        // To the end of the stream, for which a remote may keep this side waiting after its answer.
        StreamDeadline deadline = StreamDeadline.reset(stream, timeout);
        var _ = stream.closed().whenComplete((end, failure) -> deadline.close());
        try {
            byte[] payload = new byte[PAYLOAD_LENGTH];
            random.nextBytes(payload);
            long start = System.nanoTime();
            OutputStream out = stream.output();
            out.write(payload);
            out.flush();
            byte[] answer = stream.input().readNBytes(PAYLOAD_LENGTH);
            Duration roundTrip = Duration.ofNanos(System.nanoTime() - start);
            stream.closeWrite();
            if (!Arrays.equals(payload, answer)) {
                throw new IOException(connection.remotePeer() + " answered a ping with other bytes");
            }
            return roundTrip;
        } catch (IOException e) {
            stream.reset();
            throw e;
        }
    }

    private static final class Server implements ProtocolHandler {

        @Override
        public int maxStreams() {
            return MAX_STREAMS_PER_CONNECTION;
        }

        @Override
        public void open(Stream stream) {
            StreamDeadline deadline = StreamDeadline.reset(stream, IDLE_TIMEOUT);
            var _ = stream.closed().whenComplete((end, failure) -> deadline.close());
            stream.setReceiver(new Echo(deadline));
        }
    }

    /** Sends back whatever comes, and takes no more while the remote does not read. */
    private record Echo(StreamDeadline deadline) implements StreamReceiver {

        @Override
        public void onData(Stream stream, ByteBuf data) {
            deadline.restart();
            var _ = stream.write(data.retain());
            stream.setReading(stream.isWritable());
        }

        @Override
        public void onWritabilityChanged(Stream stream) {
            stream.setReading(stream.isWritable());
        }

        @Override
        public void onEnd(Stream stream) {
            stream.closeWrite();
        }

        @Override
        public void onReset(Stream stream, Throwable cause) {
            deadline.close();
        }
    }
}
