package io.replicator.libp2p.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.fuzz.Broken;
import io.replicator.libp2p.fuzz.FuzzChannel;
import io.replicator.libp2p.fuzz.Pick;
import io.replicator.libp2p.fuzz.Repeatable;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The channel of a TLS handshake, in both roles: fed with a stranger's bytes; and with somebody between it and a genuine
 * remote who changes, drops, repeats and reorders that one's records. The engine takes the time into its random numbers, so
 * that an input does not meet the same bytes again; what must hold does not depend on them.
 */
public final class TlsHandshakeFuzz {

    private static final List<String> MUXERS = List.of("/yamux/1.0.0");
    private static final PrivateKey REMOTE_KEY = Repeatable.identity(2);
    private static final TlsIdentity OWN = new TlsIdentity(Repeatable.identity(1), MUXERS, Repeatable.random(1));
    private static final TlsIdentity REMOTE = new TlsIdentity(REMOTE_KEY, MUXERS, Repeatable.random(2));
    private static final TlsIdentity WITHOUT_MUXER = new TlsIdentity(REMOTE_KEY, List.of(), Repeatable.random(3));
    private static final PeerId SOMEBODY = Repeatable.identity(3).peerId();

    /** What the genuine remote says after the handshake, each in a record of its own. */
    private static final List<byte[]> SAID =
            List.of(Repeatable.bytes(4, 20), Repeatable.bytes(5, 700), Repeatable.bytes(6, 1));

    private static final int RECORD_HEADER_BYTES = 5;

    /** TLS accepts records of 16 KiB and somewhat more. One may wait, be collected and be decrypted. */
    private static final long MAX_HELD = 128 * 1024;

    /** In the first byte of an input: this side has dialled. */
    private static final int INITIATOR = 1;

    /** In the first byte of an input: this side wants to speak with somebody else. */
    private static final int MISTAKEN = 2;

    /** In the first byte of an input: what follows are the bytes of a stranger. */
    private static final int STRANGER = 4;

    /** In the first byte of an input: the remote knows no multiplexer. */
    private static final int MUXER_LATE = 8;

    /** What somebody does with a record on its way; with a byte that says what with, and one that says where. */
    private enum Act {
        PASS,
        FLIP,
        CUT,
        TWICE,
        DROP,
        /** Passed on behind the next one. */
        HOLD,
        RETYPE,
        LENGTHEN,
        INSERT
    }

    private static final int ACT_BYTES = 3;

    private TlsHandshakeFuzz() {}

    public static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (int role : List.of(0, INITIATOR)) {
            seeds.add(new byte[] {(byte) role, 100});
            seeds.add(new byte[] {(byte) (role | MUXER_LATE), 2});
            seeds.add(new byte[] {(byte) (role | MISTAKEN), 100});
            for (Act act : Act.values()) {
                byte number = Pick.number(act);
                seeds.add(new byte[] {(byte) role, 100, number, 2, 7});
                // The handshake passes first.
                byte[] late = new byte[2 + 9 * ACT_BYTES];
                late[0] = (byte) role;
                late[1] = 50;
                for (int at = 2 + 5 * ACT_BYTES; at < late.length; at += ACT_BYTES) {
                    late[at] = number;
                    late[at + 1] = 3;
                    late[at + 2] = 11;
                }
                seeds.add(late);
            }
            FuzzChannel other = new FuzzChannel();
            other.pipeline().addLast(new TlsHandshakeHandler(role == 0, REMOTE, null, (_, _) -> {}));
            byte[] first = other.sent();
            byte[] stranger = new byte[2 + first.length + 20];
            stranger[0] = (byte) (role | STRANGER);
            stranger[1] = 100;
            System.arraycopy(first, 0, stranger, 2, first.length);
            seeds.add(stranger);
            other.end();
        }
        return seeds;
    }

    /** Reads who is who, and how long the pieces are in which bytes come; then what is done with records, or the bytes. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length >= 2) {
            ByteBuf in = Unpooled.wrappedBuffer(data);
            new Attempt(in.readUnsignedByte(), 1 + 4 * in.readUnsignedByte()).run(in);
        }
    }

    /** Whoever owns a channel closes it when the wrong peer answers, or something fails after the handshake. */
    private static final class Owner extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            var _ = ctx.close();
            ctx.fireExceptionCaught(cause);
        }
    }

    /** One remote, or one stranger. */
    private static final class Attempt {
        private final int flags;
        private final int piece;
        private final FuzzChannel channel = new FuzzChannel();
        private final FuzzChannel remote = new FuzzChannel();
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private @Nullable TlsPeer secured;
        private @Nullable TlsPeer remoteSecured;
        private byte @Nullable [] held;
        private boolean tampered;
        private boolean spoken;

        private Attempt(int flags, int piece) {
            this.flags = flags;
            this.piece = piece;
        }

        private boolean is(int flag) {
            return (flags & flag) != 0;
        }

        private void run(ByteBuf in) {
            channel.attempt(() -> channel.pipeline()
                    .addLast(new TlsHandshakeHandler(is(INITIATOR), OWN, is(MISTAKEN) ? SOMEBODY : null, (_, peer) -> {
                        Broken.unless(secured == null, "a channel is secured once");
                        secured = peer;
                        channel.pipeline().addLast(new Owner());
                    })));
            if (is(MISTAKEN)) {
                channel.pipeline().addLast(new Owner());
            }
            if (is(STRANGER)) {
                tampered = true;
                receive(ByteBufUtil.getBytes(in));
            } else {
                TlsIdentity identity = is(MUXER_LATE) ? WITHOUT_MUXER : REMOTE;
                remote.attempt(() -> remote.pipeline()
                        .addLast(new TlsHandshakeHandler(
                                !is(INITIATOR), identity, null, (_, peer) -> remoteSecured = peer)));
                while (pass(in) || speak()) {
                    // Until nobody has more to say.
                }
            }
            check();
            remote.end();
            channel.end();
        }

        private void receive(byte[] bytes) {
            channel.receive(bytes, piece);
            received.writeBytes(channel.delivered());
        }

        /** Takes what either side has sent to the other; false if there was nothing. */
        private boolean pass(ByteBuf acts) {
            byte[] there = channel.sent();
            remote.receive(there, Math.max(1, there.length));
            ByteBuf back = Unpooled.wrappedBuffer(remote.sent());
            boolean any = there.length > 0 || back.isReadable();
            while (back.isReadable()) {
                int length = RECORD_HEADER_BYTES + back.getUnsignedShort(back.readerIndex() + 3);
                byte[] record = new byte[length];
                back.readBytes(record);
                receive(tamper(acts, record));
            }
            return any;
        }

        private boolean speak() {
            if (remoteSecured == null || spoken) {
                return false;
            }
            spoken = true;
            for (byte[] said : SAID) {
                remote.attempt(() -> remote.writeOutbound(Unpooled.wrappedBuffer(said)));
            }
            return true;
        }

        /** What becomes of a record. */
        private byte[] tamper(ByteBuf acts, byte[] record) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] before = held;
            held = null;
            if (acts.readableBytes() < ACT_BYTES) {
                out.writeBytes(record);
            } else {
                Act act = Pick.of(Act.class, acts.readUnsignedByte());
                int what = acts.readUnsignedByte();
                int where = acts.readUnsignedByte();
                tampered |= act != Act.PASS;
                switch (act) {
                    case PASS -> out.writeBytes(record);
                    case FLIP -> {
                        record[where % record.length] ^= (byte) (1 << (what % Byte.SIZE));
                        out.writeBytes(record);
                    }
                    case CUT -> out.write(record, 0, where % record.length);
                    case TWICE -> {
                        out.writeBytes(record);
                        out.writeBytes(record);
                    }
                    case DROP -> {}
                    case HOLD -> held = record;
                    case RETYPE -> {
                        record[0] = (byte) what;
                        out.writeBytes(record);
                    }
                    case LENGTHEN -> {
                        record[3 + what % 2] += (byte) where;
                        out.writeBytes(record);
                    }
                    case INSERT -> {
                        byte[] bytes = new byte[Math.min(where, acts.readableBytes())];
                        acts.readBytes(bytes);
                        out.writeBytes(bytes);
                        out.writeBytes(record);
                    }
                }
            }
            if (before != null) {
                out.writeBytes(before);
            }
            return out.toByteArray();
        }

        private void check() {
            List<Throwable> failures = channel.failures();
            Broken.unless(
                    failures.stream().allMatch(IOException.class::isInstance), "all is refused as such: " + failures);
            Broken.unless(failures.isEmpty() || !channel.isOpen(), "a channel ends with its first failure");
            Broken.unless(
                    tampered || is(MISTAKEN) == (secured == null), "who proves who it is, is secured: " + failures);
            Broken.unless(tampered || failures.isEmpty() != is(MISTAKEN), "and only others are refused: " + failures);
            if (secured != null) {
                String muxer = is(MUXER_LATE) ? "" : MUXERS.getFirst();
                Broken.unless(
                        !is(STRANGER | MISTAKEN) && secured.equals(new TlsPeer(REMOTE_KEY.publicKey(), muxer)),
                        "the remote is who it says it is, and the multiplexer what both know");
            }
            checkReceived();
            Broken.unless(channel.mostMemory() <= MAX_HELD, channel.mostMemory() + " bytes are held");
        }

        private void checkReceived() {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            SAID.forEach(said::writeBytes);
            byte[] all = spoken && secured != null ? said.toByteArray() : new byte[0];
            byte[] arrived = received.toByteArray();
            Broken.unless(
                    arrived.length <= all.length && Arrays.equals(arrived, Arrays.copyOf(all, arrived.length)),
                    "what arrives was sent, in order");
            Broken.unless(tampered || arrived.length == all.length, "and all of it arrives");
        }
    }
}
