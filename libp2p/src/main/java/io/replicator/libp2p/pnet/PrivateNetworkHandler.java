package io.replicator.libp2p.pnet;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.StreamCipher;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts all that goes through a channel by XSalsa20 under the key of a private network. Each side sends a nonce of 24
 * random bytes first and encrypts under it; nothing else is ever sent in the clear. The nonce goes out at once, as
 * js-libp2p and rust-libp2p send nothing else before they have the remote's.
 *
 * <p>There is no way to tell a wrong key: what comes then is noise, which the next handler refuses. Nothing is
 * authenticated either, which is left to the security handshake above.
 */
public final class PrivateNetworkHandler extends ChannelDuplexHandler {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final PreSharedKey key;
    private final byte[] nonce = new byte[PreSharedKey.NONCE_BYTES];
    private final StreamCipher sending;

    private final byte[] remoteNonce = new byte[PreSharedKey.NONCE_BYTES];
    private int remoteNonceLength;
    private @Nullable StreamCipher receiving;

    private boolean started;

    public PrivateNetworkHandler(PreSharedKey key) {
        this(key, RANDOM);
    }

    PrivateNetworkHandler(PreSharedKey key, SecureRandom random) {
        this.key = key;
        random.nextBytes(nonce);
        this.sending = key.cipher(nonce);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            start(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        start(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws IOException {
        ByteBuf in = (ByteBuf) message;
        ByteBuf decrypted;
        try {
            if (receiving == null) {
                receiving = readNonce(in);
            }
            if (receiving == null || !in.isReadable()) {
                return;
            }
            decrypted = xor(ctx, in, receiving);
        } finally {
            in.release();
        }
        ctx.fireChannelRead(decrypted);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuf data = (ByteBuf) message;
        try {
            var _ = ctx.write(xor(ctx, data, sending), promise);
        } finally {
            data.release();
        }
    }

    /** An accepted socket is active when this handler is added, and says so again afterwards. */
    private void start(ChannelHandlerContext ctx) {
        if (!started) {
            started = true;
            var _ = ctx.writeAndFlush(ctx.alloc().buffer(nonce.length).writeBytes(nonce), ctx.voidPromise());
        }
    }

    /** Null while the nonce is not complete. */
    private @Nullable StreamCipher readNonce(ByteBuf in) throws IOException {
        int length = Math.min(in.readableBytes(), remoteNonce.length - remoteNonceLength);
        in.readBytes(remoteNonce, remoteNonceLength, length);
        remoteNonceLength += length;
        if (remoteNonceLength < remoteNonce.length) {
            return null;
        }
        if (Arrays.equals(remoteNonce, nonce)) {
            // Whoever mirrors what it gets would speak the protocol without the key.
            throw new IOException("the remote sent this side's own nonce back");
        }
        return key.cipher(remoteNonce);
    }

    /** Into a buffer of its own: whoever wrote the data may still use them elsewhere. */
    private static ByteBuf xor(ChannelHandlerContext ctx, ByteBuf data, StreamCipher cipher) {
        int length = data.readableBytes();
        ByteBuf result = ctx.alloc().heapBuffer(length);
        data.readBytes(result, length);
        cipher.processBytes(result.array(), result.arrayOffset(), length, result.array(), result.arrayOffset());
        return result;
    }
}
