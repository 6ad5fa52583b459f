package io.replicator.libp2p.pnet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.replicator.libp2p.fuzz.Broken;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/** Bytes come through the encryption as they were, in whatever pieces; a stranger's never come through as what he meant. */
public final class PrivateNetworkFuzz {

    private static final PreSharedKey KEY = PreSharedKey.generate(new SecureRandom());
    private static final int NONCE_BYTES = PreSharedKey.NONCE_BYTES;

    private PrivateNetworkFuzz() {}

    public static List<byte[]> seeds() {
        return List.of(
                "\u0001\u0013/multistream/1.0.0\n\u0007/noise\n".getBytes(StandardCharsets.US_ASCII), new byte[100]);
    }

    /** The first byte says how long the pieces are in which the others come. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        int piece = Math.max(1, data[0] & 0xff);
        byte[] bytes = Arrays.copyOfRange(data, 1, data.length);
        Broken.unless(Arrays.equals(bytes, received(encrypted(bytes), piece)), "what a member sends arrives unchanged");
        byte[] noise = received(bytes, piece);
        Broken.unless(noise.length == Math.max(0, bytes.length - NONCE_BYTES), "nothing is lost or made up");
        // Shorter ones may be equal by chance.
        Broken.unless(
                noise.length < 16 || !Arrays.equals(noise, Arrays.copyOfRange(bytes, NONCE_BYTES, bytes.length)),
                "nothing passes in the clear");
    }

    private static byte[] encrypted(byte[] bytes) {
        EmbeddedChannel sender = new EmbeddedChannel(new PrivateNetworkHandler(KEY));
        sender.writeOutbound(Unpooled.wrappedBuffer(bytes));
        byte[] wire = drain(sender.outboundMessages());
        sender.finishAndReleaseAll();
        return wire;
    }

    private static byte[] received(byte[] wire, int piece) {
        EmbeddedChannel receiver = new EmbeddedChannel(new PrivateNetworkHandler(KEY));
        for (int at = 0; at < wire.length; at += piece) {
            receiver.writeInbound(Unpooled.copiedBuffer(wire, at, Math.min(piece, wire.length - at)));
        }
        Broken.unless(drain(receiver.outboundMessages()).length == NONCE_BYTES, "nothing but a nonce goes out");
        byte[] plain = drain(receiver.inboundMessages());
        receiver.finishAndReleaseAll();
        return plain;
    }

    private static byte[] drain(Queue<Object> messages) {
        ByteBuf all = Unpooled.buffer();
        for (Object message = messages.poll(); message != null; message = messages.poll()) {
            ByteBuf part = (ByteBuf) message;
            all.writeBytes(part);
            part.release();
        }
        return ByteBufUtil.getBytes(all);
    }
}
