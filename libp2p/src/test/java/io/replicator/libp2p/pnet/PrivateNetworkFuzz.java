package io.replicator.libp2p.pnet;

import io.netty.buffer.Unpooled;
import io.replicator.libp2p.fuzz.Broken;
import io.replicator.libp2p.fuzz.FuzzChannel;
import io.replicator.libp2p.fuzz.Repeatable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.StreamCipher;

/**
 * The file of a key, and the channel under it: what comes and goes is as long as it was and changed by the cipher's stream,
 * in whatever pieces and order of both directions, and nothing is in the clear but a nonce each way.
 */
public final class PrivateNetworkFuzz {

    private static final PreSharedKey KEY = PreSharedKey.generate(Repeatable.random(1));
    private static final int NONCE_BYTES = PreSharedKey.NONCE_BYTES;
    private static final long NONCE_SEED = 2;
    private static final byte[] WRITTEN = Repeatable.bytes(3, 33);
    private static final byte[] OWN_NONCE = Repeatable.bytes(NONCE_SEED, NONCE_BYTES);

    /** What a complaint about a file begins with: none tells anything of the key. */
    private static final List<String> COMPLAINTS = List.of(
            "it is longer than 256 bytes, which no swarm key is",
            "its first line is not /key/swarm/psk/1.0.0/",
            "its second line is none of /base16/, /base64/ and /bin/",
            "its key is not written in base 16",
            "its key is not written in base 64");

    /** In the second byte of an input: the remote begins with this side's own nonce. */
    private static final int MIRROR = 1;

    /** In the second byte of an input: this side writes after each piece. */
    private static final int WRITE_BETWEEN = 2;

    /** In the second byte of an input: this side writes before anything comes. */
    private static final int WRITE_FIRST = 4;

    private PrivateNetworkFuzz() {}

    public static List<byte[]> seeds() {
        byte[] stream = "....\u0013/multistream/1.0.0\n\u0007/noise\n".getBytes(StandardCharsets.US_ASCII);
        byte[] mirrored = new byte[60];
        mirrored[1] = MIRROR | WRITE_FIRST;
        byte[] binary = Arrays.copyOf("/key/swarm/psk/1.0.0/\n/bin/\n".getBytes(StandardCharsets.US_ASCII), 60);
        return List.of(
                stream,
                mirrored,
                new byte[100],
                KEY.toFile().getBytes(StandardCharsets.US_ASCII),
                "/key/swarm/psk/1.0.0/\n/base64/\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
                        .getBytes(StandardCharsets.US_ASCII),
                binary);
    }

    /** An input is a file; and it says how long the pieces are in which bytes come, what else happens, and which bytes. */
    public static void fuzzerTestOneInput(byte[] data) {
        parse(data);
        if (data.length >= 2) {
            byte[] bytes = Arrays.copyOfRange(data, 2, data.length);
            exchange((data[1] & MIRROR) == 0 ? bytes : join(OWN_NONCE, bytes), Math.max(1, data[0] & 0xff), data[1]);
        }
    }

    private static void parse(byte[] file) {
        try {
            PreSharedKey key = PreSharedKey.parse(file);
            byte[] written = key.toFile().getBytes(StandardCharsets.US_ASCII);
            Broken.unless(PreSharedKey.parse(written).equals(key), "a key comes back as it was written");
            Broken.unless(HexFormat.of().parseHex(key.fingerprint()).length == 16, "a key has a fingerprint");
        } catch (IllegalArgumentException malformed) {
            String complaint = String.valueOf(malformed.getMessage());
            Broken.unless(
                    COMPLAINTS.contains(complaint) || complaint.matches("its key has \\d+ bytes instead of 32"),
                    "a complaint tells nothing of the key: " + complaint);
            Broken.unless(malformed.getCause() == null, "nor does what is behind it");
        }
    }

    private static void exchange(byte[] wire, int piece, int flags) {
        FuzzChannel channel = new FuzzChannel();
        channel.pipeline().addLast(new PrivateNetworkHandler(KEY, Repeatable.random(NONCE_SEED)));
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        if ((flags & WRITE_FIRST) != 0) {
            write(channel, WRITTEN, written);
        }
        for (int at = 0; at < wire.length; at += piece) {
            byte[] part = Arrays.copyOfRange(wire, at, Math.min(wire.length, at + piece));
            channel.receive(part, part.length);
            if ((flags & WRITE_BETWEEN) != 0) {
                write(channel, part, written);
            }
        }
        Broken.unless(
                Arrays.equals(channel.sent(), join(OWN_NONCE, xor(OWN_NONCE, written.toByteArray()))),
                "a nonce goes out, and under it what is written");
        checkDelivered(channel, wire);
        channel.end();
    }

    private static void checkDelivered(FuzzChannel channel, byte[] wire) {
        byte[] nonce = Arrays.copyOf(wire, NONCE_BYTES);
        boolean complete = wire.length >= NONCE_BYTES;
        boolean mirrored = complete && Arrays.equals(nonce, OWN_NONCE);
        byte[] body = complete && !mirrored ? Arrays.copyOfRange(wire, NONCE_BYTES, wire.length) : new byte[0];
        byte[] delivered = channel.delivered();
        Broken.unless(Arrays.equals(delivered, xor(nonce, body)), "what comes under the remote's nonce arrives");
        // Shorter ones may be equal by chance.
        Broken.unless(body.length < 16 || !Arrays.equals(delivered, body), "nothing passes in the clear");
        Broken.unless(channel.failures().isEmpty() != mirrored, "whoever mirrors is refused: " + channel.failures());
        Broken.unless(channel.failures().stream().allMatch(IOException.class::isInstance), "and as such");
    }

    private static void write(FuzzChannel channel, byte[] bytes, ByteArrayOutputStream written) {
        channel.attempt(() -> channel.writeOutbound(Unpooled.wrappedBuffer(bytes)));
        written.writeBytes(bytes);
    }

    private static byte[] xor(byte[] nonce, byte[] bytes) {
        StreamCipher cipher = KEY.cipher(nonce);
        byte[] result = new byte[bytes.length];
        cipher.processBytes(bytes, 0, bytes.length, result, 0);
        return result;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
