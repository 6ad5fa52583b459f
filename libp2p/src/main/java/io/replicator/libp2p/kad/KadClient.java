package io.replicator.libp2p.kad;

import io.replicator.libp2p.host.Blocking;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamDeadline;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.multiformats.VarintFrame;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks other DHT servers. A stream serves one request after another; between two requests it waits here, at most one for
 * each peer. All calls block, for virtual threads. Thread-safe.
 */
final class KadClient implements AutoCloseable {

    /** A stream without requests for this long is closed: a little before js and rust would do it, after 10 s. */
    static final Duration IDLE_TIMEOUT = Duration.ofSeconds(8);

    private record Channel(Stream stream, InputStream in, OutputStream out) {}

    private record Idle(Channel channel, StreamDeadline deadline) {}

    private final Host host;
    private final String protocol;
    private final Duration timeout;
    private final Map<PeerId, Idle> idle = new ConcurrentHashMap<>();

    KadClient(Host host, String protocol, Duration timeout) {
        this.host = host;
        this.protocol = protocol;
        this.timeout = timeout;
    }

    /**
     * Sends a request and waits for the answer.
     *
     * @throws IOException if the peer cannot be reached, does not serve the DHT, answers with malformed bytes, or does not
     *     answer in time
     */
    KadMessage request(PeerId peer, KadMessage request) throws IOException {
        return request(peer, List.of(), request);
    }

    /**
     * As {@link #request(PeerId, KadMessage)}.
     *
     * @param addresses where the peer is dialled if it is not connected; if empty, where it is known to be
     */
    KadMessage request(PeerId peer, Collection<Multiaddr> addresses, KadMessage request) throws IOException {
        Duration left = timeout;
        Idle waiting = idle.remove(peer);
        if (waiting != null) {
            waiting.deadline.close();
            long start = System.nanoTime();
            try {
                return exchange(peer, waiting.channel, request, left);
            } catch (IOException e) {
                // The remote may close a stream that waits, which shows only now; a new one tells, in the time that is
                // left.
                left = timeout.minusNanos(System.nanoTime() - start);
                if (!left.isPositive()) {
                    throw e;
                }
            }
        }
        Stream stream = open(peer, addresses);
        return exchange(peer, new Channel(stream, stream.input(), stream.output()), request, left);
    }

    /**
     * Sends what is never answered, on a stream of its own: nothing would tell that a stream which waited here is no longer
     * read.
     */
    void send(PeerId peer, KadMessage message) throws IOException {
        Stream stream = open(peer, List.of());
        try (StreamDeadline _ = StreamDeadline.reset(stream, timeout)) {
            write(stream.output(), message);
        } catch (IOException e) {
            stream.reset();
            throw e;
        }
        end(stream);
    }

    private Stream open(PeerId peer, Collection<Multiaddr> addresses) throws IOException {
        CompletableFuture<Connection> connection =
                addresses.isEmpty() ? host.connect(peer) : host.connect(peer, addresses);
        return Blocking.openStream(Blocking.await(connection), List.of(protocol));
    }

    private KadMessage exchange(PeerId peer, Channel channel, KadMessage request, Duration limit) throws IOException {
        try (StreamDeadline _ = StreamDeadline.reset(channel.stream, limit)) {
            write(channel.out, request);
            byte[] answer = VarintFrame.read(channel.in, KadMessage.MAX_LENGTH);
            if (answer == null) {
                throw new EOFException("the stream was closed instead of an answer");
            }
            KadMessage decoded = KadMessage.decode(answer);
            keep(peer, channel);
            return decoded;
        } catch (IOException e) {
            channel.stream.reset();
            throw e;
        } catch (IllegalArgumentException e) {
            channel.stream.reset();
            throw new IOException("malformed answer of " + peer, e);
        }
    }

    private static void write(OutputStream out, KadMessage message) throws IOException {
        VarintFrame.write(out, message.encode());
        out.flush();
    }

    private void keep(PeerId peer, Channel channel) {
        Stream stream = channel.stream;
        Idle waiting = new Idle(channel, StreamDeadline.after(IDLE_TIMEOUT, () -> {
            idle.computeIfPresent(peer, (id, current) -> current.channel.stream.equals(stream) ? null : current);
            end(stream);
        }));
        Idle earlier = idle.put(peer, waiting);
        if (earlier != null) {
            earlier.deadline.close();
            end(earlier.channel.stream);
        }
    }

    /** Says that no request will follow, and waits for the other side's end, but not for ever. */
    private void end(Stream stream) {
        StreamDeadline deadline = StreamDeadline.reset(stream, timeout);
        var _ = stream.closed().whenComplete((nothing, failure) -> deadline.close());
        stream.closeWrite();
    }

    @Override
    public void close() {
        idle.values().forEach(waiting -> {
            waiting.deadline.close();
            waiting.channel.stream.reset();
        });
        idle.clear();
    }
}
