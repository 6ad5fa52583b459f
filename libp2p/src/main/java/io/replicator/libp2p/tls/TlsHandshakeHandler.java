package io.replicator.libp2p.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.replicator.libp2p.crypto.PublicKey;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * Runs the handshake on a channel. It puts Netty's handler, which stays, before itself; when the handshake is complete,
 * the owner adds what comes next, and this handler goes. The owner of the channel limits the time.
 */
public final class TlsHandshakeHandler extends ChannelInboundHandlerAdapter {

    /** The protocol id for multistream-select. */
    public static final String PROTOCOL = "/tls/1.0.0";

    /** Goes on with the secured channel: adds handlers behind the context's. */
    @FunctionalInterface
    public interface Continuation {
        void secured(ChannelHandlerContext ctx, TlsPeer peer) throws IOException;
    }

    private final SSLEngine engine;
    private final @Nullable PeerId expected;
    private final Continuation continuation;

    /** @param expected the only peer that may answer; null accepts any */
    public TlsHandshakeHandler(
            boolean initiator, TlsIdentity identity, @Nullable PeerId expected, Continuation continuation) {
        this.engine = identity.engine(initiator);
        this.expected = expected;
        this.continuation = continuation;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        SslHandler tls = new SslHandler(engine);
        tls.setHandshakeTimeoutMillis(0);
        ctx.pipeline().addBefore(ctx.name(), null, tls);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent completion) {
            if (completion.isSuccess()) {
                complete(ctx);
            }
            // A failure comes as an exception too.
            return;
        }
        ctx.fireUserEventTriggered(event);
    }

    private void complete(ChannelHandlerContext ctx) throws IOException {
        PublicKey key = remoteKey();
        PeerId id = key.peerId();
        if (expected != null && !expected.equals(id)) {
            throw new IOException("expected " + expected + ", but " + id + " answered");
        }
        String agreed = engine.getApplicationProtocol();
        boolean muxer = agreed != null && !agreed.equals(TlsIdentity.NO_MUXER);
        continuation.secured(ctx, new TlsPeer(key, muxer ? agreed : ""));
        ctx.pipeline().remove(this);
    }

    /** Once more what the trust manager has checked: a resumed session would not have asked it. */
    private PublicKey remoteKey() throws IOException {
        try {
            X509Certificate[] chain = Arrays.stream(engine.getSession().getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
            return TlsCertificate.verify(chain, Instant.now());
        } catch (CertificateException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
