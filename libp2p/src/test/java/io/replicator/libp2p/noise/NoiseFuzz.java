package io.replicator.libp2p.noise;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.fuzz.Broken;
import io.replicator.libp2p.fuzz.FuzzChannel;
import io.replicator.libp2p.fuzz.Pick;
import io.replicator.libp2p.fuzz.Repeatable;
import io.replicator.libp2p.fuzz.Tampering;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Both sides of a handshake, and the frames after it. All keys are fixed, so that there is one genuine remote, whose bytes
 * are known: as long as they come, they do what they should; from the first on that is not of them, nothing comes through.
 */
public final class NoiseFuzz {

    /** Which side is tried. */
    private enum Side {
        RESPONDER,
        INITIATOR,
        /** Wants to speak with somebody else than who answers. */
        MISTAKEN_INITIATOR,
        /** After the handshake. */
        TRANSPORT
    }

    private static final List<String> MUXERS = List.of("/yamux/1.0.0");
    private static final PrivateKey INITIATOR_KEY = Repeatable.identity(1);
    private static final PrivateKey RESPONDER_KEY = Repeatable.identity(2);
    private static final PeerId SOMEBODY = Repeatable.identity(3).peerId();
    private static final NoiseIdentity INITIATOR = new NoiseIdentity(INITIATOR_KEY, MUXERS, keys(4));
    private static final NoiseIdentity RESPONDER = new NoiseIdentity(RESPONDER_KEY, MUXERS, keys(5));
    private static final X25519KeyPair INITIATOR_EPHEMERAL = keys(6);
    private static final X25519KeyPair RESPONDER_EPHEMERAL = keys(7);

    /** What the remote says after its handshake. */
    private static final List<byte[]> PLAINTEXTS = List.of(
            Repeatable.bytes(8, 12),
            Repeatable.bytes(9, 1),
            Repeatable.bytes(10, 600),
            new byte[0],
            Repeatable.bytes(11, NoiseTransportHandler.MAX_PLAINTEXT_BYTES),
            Repeatable.bytes(12, 33));

    /** Of the handshake, in the order in which they are sent. */
    private static final List<byte[]> HANDSHAKE = new ArrayList<>();

    private static final List<byte[]> FRAMES_OF_INITIATOR;
    private static final List<byte[]> FRAMES_OF_RESPONDER;

    private static final byte[] TRANSPORT_KEY = Repeatable.bytes(13, 32);
    private static final List<byte[]> FRAMES_ALONE;

    static {
        XxHandshake initiator = new XxHandshake(true, new byte[0], INITIATOR.staticKey(), INITIATOR_EPHEMERAL);
        XxHandshake responder = new XxHandshake(false, new byte[0], RESPONDER.staticKey(), RESPONDER_EPHEMERAL);
        try {
            pass(initiator, new byte[0], responder);
            pass(responder, RESPONDER.payload(), initiator);
            pass(initiator, INITIATOR.payload(), responder);
            FRAMES_OF_INITIATOR = frames(initiator.split().sending());
            FRAMES_OF_RESPONDER = frames(responder.split().sending());
            FRAMES_ALONE = frames(new CipherState(TRANSPORT_KEY));
        } catch (NoiseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The most that may wait: a message that is not complete, where it was put and where it came from. */
    private static final int MAX_HELD = 4 * (NoiseTransportHandler.MAX_MESSAGE_BYTES + 1);

    /** In the first byte of an input: what follows are the remote's bytes themselves, and not what it makes of genuine ones. */
    private static final int RAW = 0x10;

    private NoiseFuzz() {}

    private static X25519KeyPair keys(long seed) {
        return X25519KeyPair.of(Repeatable.bytes(seed, 32));
    }

    private static void pass(XxHandshake from, byte[] payload, XxHandshake to) throws NoiseException {
        byte[] message = from.write(payload);
        var _ = to.read(message);
        HANDSHAKE.add(withLength(message));
    }

    private static List<byte[]> frames(CipherState cipher) throws NoiseException {
        List<byte[]> frames = new ArrayList<>();
        for (byte[] plaintext : PLAINTEXTS) {
            frames.add(withLength(cipher.seal(new byte[0], plaintext)));
        }
        return frames;
    }

    private static byte[] withLength(byte[] message) {
        return ByteBuffer.allocate(2 + message.length)
                .putShort((short) message.length)
                .put(message)
                .array();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** For each side: all is well; a frame again, and one too early; a changed one; genuine bytes as such; for responders, a key of no use. */
    public static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (Side side : Side.values()) {
            byte number = Pick.number(side);
            int all = genuine(side).size();
            seeds.add(concat(new byte[] {number, 60}, Tampering.inOrder(all)));
            seeds.add(concat(new byte[] {number, 7}, Tampering.inOrder(3), Tampering.anyOf(2), Tampering.inOrder(1)));
            seeds.add(concat(new byte[] {number, 60}, Tampering.inOrder(1), Tampering.anyOf(4), Tampering.inOrder(2)));
            seeds.add(
                    concat(new byte[] {number, 60}, Tampering.inOrder(2), Tampering.flipped(9), Tampering.inOrder(2)));
            seeds.add(concat(
                    new byte[] {(byte) (RAW | number), 60},
                    concat(genuine(side).subList(0, 3).toArray(byte[][]::new))));
        }
        // A frame too short for its tag, and one that is nothing but a tag.
        for (byte length = CipherState.TAG_BYTES - 1; length <= CipherState.TAG_BYTES; length++) {
            seeds.add(concat(new byte[] {(byte) (RAW | Pick.number(Side.TRANSPORT)), 60, 0, length}, new byte[length]));
        }
        seeds.add(RESPONDER.payload());
        return seeds;
    }

    /** The messages that the genuine remote of this side sends, each with its length. */
    private static List<byte[]> genuine(Side side) {
        List<byte[]> messages = new ArrayList<>();
        switch (side) {
            case RESPONDER -> {
                messages.add(HANDSHAKE.get(0));
                messages.add(HANDSHAKE.get(2));
                messages.addAll(FRAMES_OF_INITIATOR);
            }
            case INITIATOR, MISTAKEN_INITIATOR -> {
                messages.add(HANDSHAKE.get(1));
                messages.addAll(FRAMES_OF_RESPONDER);
            }
            case TRANSPORT -> messages.addAll(FRAMES_ALONE);
        }
        return messages;
    }

    /** Reads which side is tried and how long the pieces are in which the remote's bytes come; then how it makes those. */
    public static void fuzzerTestOneInput(byte[] data) {
        try {
            HandshakePayload payload = HandshakePayload.decode(data);
            Broken.unless(HandshakePayload.decode(payload.encode()).equals(payload), "a payload comes back");
        } catch (IllegalArgumentException _) {
            // Malformed, and said so.
        }
        if (data.length < 2) {
            return;
        }
        ByteBuf in = Unpooled.wrappedBuffer(data);
        int first = in.readUnsignedByte();
        int piece = 1 + in.readUnsignedByte() * 4;
        Side side = Pick.of(Side.class, first);
        List<byte[]> genuine = genuine(side);
        byte[] bytes = (first & RAW) == 0 ? Tampering.apply(in, genuine) : ByteBufUtil.getBytes(in);
        new Attempt(side, genuine).run(bytes, piece);
    }

    /** One remote. */
    private static final class Attempt {
        private final Side side;
        private final List<byte[]> genuine;
        private final FuzzChannel channel = new FuzzChannel();
        private @Nullable SecuredPeer secured;

        private Attempt(Side side, List<byte[]> genuine) {
            this.side = side;
            this.genuine = genuine;
        }

        private void run(byte[] bytes, int piece) {
            channel.attempt(() -> channel.pipeline().addLast(handler()));
            // A long input in small pieces only costs time.
            channel.receive(bytes, Math.max(piece, bytes.length / 512));
            int matched = 0;
            int at = 0;
            while (matched < genuine.size() && beginsAt(bytes, at, genuine.get(matched))) {
                at += genuine.get(matched).length;
                matched++;
            }
            check(matched, Arrays.copyOfRange(bytes, at, bytes.length));
            Broken.unless(channel.mostMemory() <= MAX_HELD, channel.mostMemory() + " bytes are held");
            channel.end();
        }

        private ChannelHandler handler() {
            NoiseHandshakeHandler.Continuation continuation = (_, peer) -> secured = peer;
            return switch (side) {
                case RESPONDER -> new NoiseHandshakeHandler(false, RESPONDER, null, continuation, RESPONDER_EPHEMERAL);
                case INITIATOR ->
                    new NoiseHandshakeHandler(
                            true, INITIATOR, RESPONDER_KEY.peerId(), continuation, INITIATOR_EPHEMERAL);
                case MISTAKEN_INITIATOR ->
                    new NoiseHandshakeHandler(true, INITIATOR, SOMEBODY, continuation, INITIATOR_EPHEMERAL);
                case TRANSPORT ->
                    new NoiseTransportHandler(
                            new NoiseCiphers(new CipherState(new byte[32]), new CipherState(TRANSPORT_KEY)));
            };
        }

        /**
         * @param matched messages of the genuine remote, from the first on
         * @param rest what came instead of the next
         */
        private void check(int matched, byte[] rest) {
            int handshake = switch (side) {
                case RESPONDER -> 2;
                case INITIATOR, MISTAKEN_INITIATOR -> 1;
                case TRANSPORT -> 0;
            };
            boolean proven = side != Side.MISTAKEN_INITIATOR && matched >= handshake;
            Broken.unless(
                    side == Side.TRANSPORT || proven == (secured != null),
                    "who proves an identity is secured, and nobody else");
            if (secured != null) {
                PrivateKey remote = side == Side.RESPONDER ? INITIATOR_KEY : RESPONDER_KEY;
                Broken.unless(
                        secured.equals(new SecuredPeer(remote.publicKey(), MUXERS)), "the remote is who it says it is");
            }
            byte[] said =
                    proven ? concat(PLAINTEXTS.subList(0, matched - handshake).toArray(byte[][]::new)) : new byte[0];
            Broken.unless(
                    Arrays.equals(said, channel.delivered()),
                    "what was sent arrives, up to where it was tampered with");
            checkFailures(proven, matched, rest);
            checkSent(matched);
        }

        private void checkFailures(boolean proven, int matched, byte[] rest) {
            List<Throwable> failures = channel.failures();
            Broken.unless(
                    failures.stream().allMatch(NoiseException.class::isInstance),
                    "all is refused as such: " + failures);
            Broken.unless(failures.size() <= 1, "nothing is read after a failure: " + failures);
            if (side == Side.RESPONDER && matched == 0) {
                // Any point is as good a first message as the genuine one.
                return;
            }
            boolean mistaken = side == Side.MISTAKEN_INITIATOR && matched > 0;
            boolean refused = mistaken || isRefused(rest, proven);
            Broken.unless(failures.isEmpty() != refused, "what is not genuine is refused: " + failures);
        }

        private static boolean isRefused(byte[] rest, boolean proven) {
            if (rest.length < 2) {
                return false;
            }
            int length = Short.toUnsignedInt(ByteBuffer.wrap(rest).getShort());
            boolean impossible =
                    proven ? length < CipherState.TAG_BYTES : length > NoiseHandshakeHandler.MAX_MESSAGE_BYTES;
            return impossible || rest.length - 2 >= length;
        }

        private void checkSent(int matched) {
            byte[] sent = channel.sent();
            switch (side) {
                case RESPONDER -> {
                    int answers = sent.length == 0 ? 0 : 1;
                    Broken.unless(answers == 1 || matched == 0, "a genuine first message is answered");
                    Broken.unless(
                            sent.length == answers * HANDSHAKE.get(1).length,
                            "it is answered once, and with nothing else");
                    Broken.unless(matched == 0 || Arrays.equals(sent, HANDSHAKE.get(1)), "as it should be");
                }
                case INITIATOR -> {
                    byte[] last = secured == null ? new byte[0] : HANDSHAKE.get(2);
                    Broken.unless(
                            Arrays.equals(sent, concat(HANDSHAKE.get(0), last)),
                            "who has not proven an identity is not told ours");
                }
                case MISTAKEN_INITIATOR ->
                    Broken.unless(Arrays.equals(sent, HANDSHAKE.get(0)), "somebody else is not told who we are");
                case TRANSPORT -> Broken.unless(sent.length == 0, "nothing is answered");
            }
        }
    }

    private static boolean beginsAt(byte[] all, int at, byte[] part) {
        return all.length - at >= part.length && Arrays.equals(all, at, at + part.length, part, 0, part.length);
    }
}
