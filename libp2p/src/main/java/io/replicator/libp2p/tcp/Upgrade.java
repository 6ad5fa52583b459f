package io.replicator.libp2p.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.ScheduledFuture;
import io.replicator.libp2p.crypto.PublicKey;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.multistream.DialerNegotiation;
import io.replicator.libp2p.multistream.ListenerNegotiation;
import io.replicator.libp2p.multistream.MultistreamHandler;
import io.replicator.libp2p.multistream.Negotiation;
import io.replicator.libp2p.multistream.NoCommonProtocolException;
import io.replicator.libp2p.noise.NoiseHandshakeHandler;
import io.replicator.libp2p.pnet.PreSharedKey;
import io.replicator.libp2p.pnet.PrivateNetworkHandler;
import io.replicator.libp2p.tls.TlsHandshakeHandler;
import io.replicator.libp2p.yamux.YamuxSession;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a connection out of one socket: in a private network its encryption, multistream-select for Noise or TLS, the
 * handshake, Yamux by early negotiation or by multistream-select inside the secure channel. The last handler of the
 * pipeline until then, so that every failure ends here: with the socket closed and the result failed.
 */
final class Upgrade extends ChannelInboundHandlerAdapter {

    private static final List<String> MUXERS = List.of(YamuxSession.PROTOCOL);

    private final Environment environment;
    private final boolean initiator;
    private final @Nullable PeerId expected;
    private final Multiaddr remote;
    private final Duration timeout;
    private final CompletableFuture<Connection> result = new CompletableFuture<>();
    private @Nullable ScheduledFuture<?> deadline;
    /** Whether the remote has shown that it speaks multistream-select, and in a private network has the key. */
    private boolean understood;

    private Upgrade(
            Environment environment, boolean initiator, @Nullable PeerId expected, Multiaddr remote, Duration timeout) {
        this.environment = environment;
        this.initiator = initiator;
        this.expected = expected;
        this.remote = remote;
        this.timeout = timeout;
    }

    static Upgrade dialled(Environment environment, @Nullable PeerId expected, Multiaddr remote) {
        return new Upgrade(
                environment,
                true,
                expected,
                remote,
                environment.config().timeouts().dial());
    }

    static Upgrade accepted(Environment environment, Multiaddr remote) {
        return new Upgrade(
                environment,
                false,
                null,
                remote,
                environment.config().timeouts().handshake());
    }

    /** The multiplexers that the security handshake offers. */
    static List<String> earlyMuxers(TcpConfig config) {
        return config.earlyMuxer() ? MUXERS : List.of();
    }

    /** Puts the handlers of the first step into an empty pipeline. */
    void install(Channel channel) {
        PreSharedKey key = environment.privateNetwork();
        channel.pipeline().addLast(new TrafficCounter(environment.host().counters()));
        if (key != null) {
            channel.pipeline().addLast(new PrivateNetworkHandler(key));
        }
        channel.pipeline()
                .addLast(new MultistreamHandler(
                        negotiation(environment.config().security().stream()
                                .map(Security::protocol)
                                .toList()),
                        this::secure))
                .addLast(this);
        deadline = channel.eventLoop()
                .schedule(
                        () -> fail(channel, new IOException("the handshake took longer than " + timeout)),
                        timeout.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Completes on the event loop. */
    CompletableFuture<Connection> result() {
        return result;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable reason = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        fail(ctx.channel(), reason);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx.channel(), new IOException("the remote closed the connection during the handshake"));
        ctx.fireChannelInactive();
    }

    private Negotiation negotiation(List<String> protocols) {
        if (initiator) {
            return new DialerNegotiation(protocols);
        }
        // A stranger to a private network gets its nonce, and nothing else.
        return environment.privateNetwork() == null
                ? new ListenerNegotiation(protocols::contains)
                : ListenerNegotiation.answering(protocols::contains);
    }

    private void secure(ChannelHandlerContext ctx, String protocol) {
        understood = true;
        if (protocol.equals(Security.TLS.protocol())) {
            addAfter(
                    ctx,
                    new TlsHandshakeHandler(
                            initiator,
                            environment.tls().get(),
                            expected,
                            (at, peer) -> secured(at, peer.key(), MUXERS.contains(peer.muxer()))));
        } else {
            // With one multiplexer it does not matter whose order counts.
            List<String> offered = earlyMuxers(environment.config());
            addAfter(
                    ctx,
                    new NoiseHandshakeHandler(
                            initiator,
                            environment.noise(),
                            expected,
                            (at, peer) ->
                                    secured(at, peer.key(), offered.stream().anyMatch(peer.muxers()::contains))));
        }
    }

    private void secured(ChannelHandlerContext ctx, PublicKey key, boolean muxerAgreed) throws IOException {
        PeerId id = key.peerId();
        if (!environment.host().permitsSecured(id, remote, initiator)) {
            throw new IOException("no connection with " + id + " is wanted");
        }
        if (muxerAgreed) {
            multiplex(ctx, key, true);
        } else {
            addAfter(ctx, new MultistreamHandler(negotiation(MUXERS), (at, protocol) -> multiplex(at, key, false)));
        }
    }

    private void multiplex(ChannelHandlerContext ctx, PublicKey key, boolean early) {
        Channel channel = ctx.channel();
        MuxedConnection connection = new MuxedConnection(environment, channel, key, remote, initiator, early);
        addAfter(ctx, connection.session());
        channel.pipeline().remove(this);
        cancelDeadline();
        if (!result.complete(connection)) {
            var _ = connection.close();
        }
    }

    private void fail(Channel channel, Throwable cause) {
        cancelDeadline();
        var _ = channel.close();
        if (result.completeExceptionally(explained(cause))) {
            environment.host().counters().failedHandshakes.increment();
        }
    }

    private Throwable explained(Throwable cause) {
        if (understood || cause instanceof NoCommonProtocolException) {
            return cause;
        }
        String reason = Objects.requireNonNullElse(cause.getMessage(), cause.toString());
        return new IOException(reason + "; " + environment.guess(), cause);
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private static void addAfter(ChannelHandlerContext ctx, ChannelHandler handler) {
        ctx.pipeline().addAfter(ctx.name(), null, handler);
    }
}
