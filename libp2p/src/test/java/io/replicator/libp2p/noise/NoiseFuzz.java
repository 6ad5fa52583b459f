package io.replicator.libp2p.noise;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.fuzz.Broken;
import java.security.SecureRandom;
import java.util.List;

/** The responder of a handshake: whoever does not prove who he is gets no further, whatever he sends and in what pieces. */
public final class NoiseFuzz {

    private static final NoiseIdentity IDENTITY =
            new NoiseIdentity(PrivateKey.generateEd25519(new SecureRandom()), List.of("/yamux/1.0.0"));

    private NoiseFuzz() {}

    /** A first message, alone and followed by what is no third one. */
    public static List<byte[]> seeds() {
        byte[] first = new byte[1 + 2 + 32];
        first[0] = 7;
        first[2] = 32;
        first[3] = 9;
        byte[] both = java.util.Arrays.copyOf(first, first.length + 2 + 64);
        both[first.length + 1] = 64;
        return List.of(first, both, IDENTITY.payload());
    }

    /** The first byte says how long the pieces are in which the others come. */
    public static void fuzzerTestOneInput(byte[] data) {
        try {
            HandshakePayload payload = HandshakePayload.decode(data);
            Broken.unless(HandshakePayload.decode(payload.encode()).equals(payload), "a payload comes back");
        } catch (IllegalArgumentException _) {
            // Malformed, and said so.
        }
        if (data.length > 0) {
            handshake(Unpooled.wrappedBuffer(data, 1, data.length - 1), Math.max(1, data[0] & 0xff));
        }
    }

    private static void handshake(ByteBuf bytes, int piece) {
        boolean[] secured = {false};
        EmbeddedChannel channel =
                new EmbeddedChannel(new NoiseHandshakeHandler(false, IDENTITY, null, (_, _) -> secured[0] = true));
        try {
            while (bytes.isReadable()) {
                channel.writeInbound(bytes.readRetainedSlice(Math.min(piece, bytes.readableBytes())));
            }
        } catch (DecoderException refused) {
            Broken.unless(
                    refused.getCause() instanceof NoiseException, "a bad handshake is refused as one: " + refused);
        } finally {
            channel.finishAndReleaseAll();
        }
        Broken.unless(!secured[0], "nobody proves an identity by chance");
    }
}
