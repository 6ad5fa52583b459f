package io.replicator.libp2p.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.replicator.libp2p.Libp2p;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.ConnectionListener;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamReceiver;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.tcp.Echo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Two hosts of this stack in one process, and what one does with the other: the same as {@code src/test/go/bench} does.
 * One thread does one thing after the other by the blocking views, as one goroutine does there.
 */
final class Workload implements AutoCloseable {

    /** Work that is measured as so many units a second. */
    record Part(String name, int count, Work work) {}

    interface Work {
        void run() throws Exception;
    }

    private static final Multiaddr LOOPBACK = Multiaddr.parse("/ip4/127.0.0.1/tcp/0");
    private static final String SINK = "/sink";
    private static final String ECHO = "/echo";

    private static final int UPLOAD_MIB = 2048;
    private static final int CHUNK = 64 * 1024;
    private static final int CHUNKS = UPLOAD_MIB * (1024 * 1024 / CHUNK);
    private static final int ROUND_TRIPS = 20_000;
    private static final int SMALL = 64;
    private static final int STREAMS = 10_000;
    private static final int HANDSHAKES = 500;
    private static final int HOSTS = 200;
    private static final long MAX_SECONDS = 30;

    private final Host there = newHost();
    private final Peer here;

    Workload() throws Exception {
        there.addHandler(SINK, stream -> stream.setReceiver(new Sink()));
        there.addHandler(ECHO, stream -> stream.setReceiver(new Echo()));
        here = new Peer();
        here.connect();
    }

    /** By the names that the Go program prints, and one more, which go-libp2p has no means for. */
    List<Part> parts() {
        return List.of(
                new Part("upload", UPLOAD_MIB, this::upload),
                new Part("round-trip", ROUND_TRIPS, this::roundTrips),
                new Part("round-trip-by-callback", ROUND_TRIPS, this::roundTripsByCallback),
                new Part("stream", STREAMS, this::streams),
                new Part("handshake", HANDSHAKES, this::handshakes),
                new Part("host", HOSTS, this::hosts));
    }

    @Override
    public void close() {
        here.close();
        there.close();
    }

    private static Host newHost() throws IOException {
        return Libp2p.builder(PrivateKey.generateEd25519(new SecureRandom()))
                .listen(LOOPBACK)
                .start();
    }

    private void upload() throws Exception {
        Stream stream = here.open(SINK);
        byte[] data = new byte[CHUNK];
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            stream.output().write(data);
        }
        finish(stream);
    }

    private void roundTrips() throws Exception {
        Stream stream = here.open(ECHO);
        byte[] data = new byte[SMALL];
        OutputStream out = stream.output();
        InputStream in = stream.input();
        for (int trip = 0; trip < ROUND_TRIPS; trip++) {
            out.write(data);
            if (in.readNBytes(data, 0, SMALL) < SMALL) {
                throw new IOException("the echo ended early");
            }
        }
        stream.closeWrite();
    }

    private void roundTripsByCallback() throws Exception {
        Stream stream = here.open(ECHO);
        Shuttle shuttle = new Shuttle();
        stream.setReceiver(shuttle);
        var _ = stream.write(Unpooled.wrappedBuffer(new byte[SMALL]));
        shuttle.finished.get(MAX_SECONDS, TimeUnit.SECONDS);
    }

    private void streams() throws Exception {
        for (int n = 0; n < STREAMS; n++) {
            Stream stream = here.open(ECHO);
            stream.output().write(new byte[SMALL]);
            finish(stream);
        }
    }

    /** Ends the own side and reads to the end of the other, which says that all has arrived. */
    private static void finish(Stream stream) throws IOException {
        stream.closeWrite();
        stream.input().transferTo(OutputStream.nullOutputStream());
    }

    private void handshakes() throws Exception {
        for (int n = 0; n < HANDSHAKES; n++) {
            here.disconnect();
            here.connect();
        }
    }

    private void hosts() throws Exception {
        for (int n = 0; n < HOSTS; n++) {
            try (Peer peer = new Peer()) {
                peer.connect();
            }
        }
    }

    /** A host that connects with the one that listens. */
    private final class Peer implements AutoCloseable {

        private final Host host = newHost();
        private final BlockingQueue<Connection> identified = new ArrayBlockingQueue<>(1);

        private Peer() throws IOException {
            host.addConnectionListener(new ConnectionListener() {
                @Override
                public void onIdentified(Connection connection) {
                    identified.add(connection);
                }
            });
        }

        /** Waits for the answer to identify too, as Connect of go-libp2p does. */
        private void connect() throws Exception {
            host.connect(there.peerId(), there.listenAddresses()).get(MAX_SECONDS, TimeUnit.SECONDS);
            if (identified.poll(MAX_SECONDS, TimeUnit.SECONDS) == null) {
                throw new TimeoutException("no answer to identify");
            }
        }

        private void disconnect() throws Exception {
            for (Connection connection : host.connections()) {
                connection.close().get(MAX_SECONDS, TimeUnit.SECONDS);
            }
        }

        private Stream open(String protocol) throws Exception {
            return host.openStream(there.peerId(), List.of(protocol)).get(MAX_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            host.close();
        }
    }

    private static final class Sink implements StreamReceiver {

        @Override
        public void onData(Stream stream, ByteBuf data) {}

        @Override
        public void onEnd(Stream stream) {
            stream.closeWrite();
        }

        @Override
        public void onReset(Stream stream, Throwable cause) {}
    }

    /** Sends the next as soon as the last is back. */
    private static final class Shuttle implements StreamReceiver {

        private final CompletableFuture<Void> finished = new CompletableFuture<>();
        private long received;

        @Override
        public void onData(Stream stream, ByteBuf data) {
            received += data.readableBytes();
            if (received == (long) ROUND_TRIPS * SMALL) {
                stream.closeWrite();
                finished.complete(null);
            } else if (received % SMALL == 0) {
                var _ = stream.write(Unpooled.wrappedBuffer(new byte[SMALL]));
            }
        }

        @Override
        public void onEnd(Stream stream) {}

        @Override
        public void onReset(Stream stream, Throwable cause) {
            finished.completeExceptionally(cause);
        }
    }
}
