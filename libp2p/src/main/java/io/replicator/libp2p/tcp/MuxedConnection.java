package io.replicator.libp2p.tcp;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.replicator.libp2p.crypto.PublicKey;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.HostCounters;
import io.replicator.libp2p.host.ProtocolHandler;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.UnsupportedProtocolException;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.multistream.DialerNegotiation;
import io.replicator.libp2p.multistream.ListenerNegotiation;
import io.replicator.libp2p.multistream.Negotiation;
import io.replicator.libp2p.multistream.NoCommonProtocolException;
import io.replicator.libp2p.yamux.YamuxSession;
import io.replicator.libp2p.yamux.YamuxStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A secured socket with its Yamux session. */
final class MuxedConnection implements Connection, YamuxSession.Listener {

    private final Environment environment;
    private final Channel channel;
    private final PublicKey remoteKey;
    private final Multiaddr remoteAddress;
    private final Multiaddr localAddress;
    private final boolean initiator;
    private final boolean earlyMuxer;
    private final YamuxSession session;
    private final Set<MuxedStream> streams = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    /** Inbound streams with an agreed protocol; on the event loop. */
    private final Map<String, Integer> inboundByProtocol = new HashMap<>();

    private int negotiating;

    /** Streams that this side opens as soon as the remote has accepted enough of those before; on the event loop. */
    private final Queue<OutboundOpening> waiting = new ArrayDeque<>();

    /** @param earlyMuxer whether the security handshake agreed on the multiplexer */
    MuxedConnection(
            Environment environment,
            Channel channel,
            PublicKey remoteKey,
            Multiaddr remoteAddress,
            boolean initiator,
            boolean earlyMuxer) {
        this.environment = environment;
        this.channel = channel;
        this.remoteKey = remoteKey;
        this.remoteAddress = remoteAddress;
        this.localAddress = Multiaddr.tcp((InetSocketAddress) channel.localAddress());
        this.initiator = initiator;
        this.earlyMuxer = earlyMuxer;
        this.session = new YamuxSession(initiator, environment.config().yamux(), environment.memory(), this);
    }

    @Override
    public PeerId remotePeer() {
        return remoteKey.peerId();
    }

    @Override
    public PublicKey remoteKey() {
        return remoteKey;
    }

    @Override
    public Multiaddr remoteAddress() {
        return remoteAddress;
    }

    @Override
    public Multiaddr localAddress() {
        return localAddress;
    }

    @Override
    public boolean isInitiator() {
        return initiator;
    }

    @Override
    public boolean usedEarlyMuxerNegotiation() {
        return earlyMuxer;
    }

    @Override
    public Duration roundTrip() {
        return session.roundTrip();
    }

    @Override
    public CompletableFuture<Stream> openStream(List<String> protocols) {
        OutboundOpening opening = new OutboundOpening(protocols);
        try {
            channel.eventLoop().execute(() -> openInTurn(opening));
        } catch (RejectedExecutionException shutDown) {
            opening.fail(new IOException("the host is closed", shutDown));
        }
        return opening.result();
    }

    @Override
    public Collection<Stream> streams() {
        return List.copyOf(streams);
    }

    @Override
    public boolean isOpen() {
        return !closed.isDone() && channel.isActive();
    }

    @Override
    public CompletableFuture<Void> close() {
        session.close();
        return closed.copy();
    }

    @Override
    public CompletableFuture<Void> closed() {
        return closed.copy();
    }

    @Override
    public String toString() {
        return (initiator ? "connection to " : "connection from ") + remotePeer() + " at " + remoteAddress;
    }

    ByteBufAllocator allocator() {
        return channel.alloc();
    }

    YamuxSession session() {
        return session;
    }

    @Override
    public YamuxStream.@Nullable Listener onStream(YamuxStream yamux) {
        if (negotiating >= environment.config().streams().negotiating()) {
            return null;
        }
        negotiating++;
        return new MuxedStream(this, channel.eventLoop(), yamux, new InboundOpening());
    }

    @Override
    public void onRefused() {
        counters().refusedStreams.increment();
    }

    @Override
    public void onRoom() {
        while (!waiting.isEmpty() && session.mayOpen()) {
            OutboundOpening next = waiting.remove();
            if (!next.isDecided()) {
                open(next);
            }
        }
    }

    @Override
    public void onClosed(Throwable cause) {
        waiting.forEach(opening -> opening.fail(cause));
        waiting.clear();
        closed.complete(null);
    }

    void ended(MuxedStream stream, boolean reset) {
        if (!streams.remove(stream)) {
            return;
        }
        if (!stream.isInitiator()) {
            inboundByProtocol.merge(stream.protocol(), -1, (open, one) -> open + one == 0 ? null : open + one);
        }
        if (reset) {
            counters().resetStreams.increment();
        }
    }

    /** Opens at once or, behind those that wait already, when the remote has room. */
    private void openInTurn(OutboundOpening opening) {
        if (session.mayOpen()) {
            open(opening);
        } else if (waiting.size() >= environment.config().yamux().maxOutboundStreams()) {
            opening.fail(new IOException(waiting.size() + " streams already wait for the remote to accept others"));
        } else {
            waiting.add(opening);
            var _ = channel.eventLoop()
                    .schedule(() -> stopWaiting(opening), opening.timeout().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void stopWaiting(OutboundOpening opening) {
        if (waiting.remove(opening)) {
            opening.fail(new IOException("the remote accepted no more streams within " + opening.timeout()));
        }
    }

    private void open(OutboundOpening opening) {
        try {
            session.open(yamux -> new MuxedStream(this, channel.eventLoop(), yamux, opening));
        } catch (IOException e) {
            opening.fail(e);
        }
    }

    private HostCounters counters() {
        return environment.host().counters();
    }

    /** A stream that the remote has opened. */
    private final class InboundOpening implements Opening {

        @Override
        public Negotiation negotiation() {
            return new ListenerNegotiation(protocol -> environment.host().handler(protocol) != null);
        }

        @Override
        public Duration timeout() {
            return environment.config().timeouts().negotiation();
        }

        @Override
        public void opened(MuxedStream stream) {
            negotiating--;
            ProtocolHandler handler = environment.host().handler(stream.protocol());
            if (handler == null) {
                stream.reset();
                return;
            }
            int most = Math.min(environment.config().streams().perProtocol(), handler.maxStreams());
            if (inboundByProtocol.getOrDefault(stream.protocol(), 0) >= most) {
                counters().refusedStreams.increment();
                stream.reset();
                return;
            }
            inboundByProtocol.merge(stream.protocol(), 1, Integer::sum);
            streams.add(stream);
            counters().inboundStreams.increment();
            handler.open(stream);
        }

        @Override
        public void fail(Throwable cause) {
            negotiating--;
        }
    }

    /** A stream that this side opens. */
    private final class OutboundOpening implements Opening {

        private final List<String> protocols;
        private final CompletableFuture<Stream> result = new CompletableFuture<>();

        private OutboundOpening(List<String> protocols) {
            this.protocols = protocols;
        }

        private CompletableFuture<Stream> result() {
            return result;
        }

        /** It has failed, or whoever asked for it has cancelled it. */
        private boolean isDecided() {
            return result.isDone();
        }

        @Override
        public Negotiation negotiation() {
            return new DialerNegotiation(protocols);
        }

        @Override
        public Duration timeout() {
            return environment.config().timeouts().negotiation();
        }

        @Override
        public void opened(MuxedStream stream) {
            streams.add(stream);
            counters().outboundStreams.increment();
            if (!result.complete(stream)) {
                stream.reset();
            }
        }

        @Override
        public void fail(Throwable cause) {
            boolean unsupported = cause instanceof NoCommonProtocolException;
            result.completeExceptionally(unsupported ? new UnsupportedProtocolException(protocols) : cause);
        }
    }
}
