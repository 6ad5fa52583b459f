package io.replicator.libp2p.multistream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.replicator.libp2p.fuzz.Broken;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** Both sides of a negotiation come to the same end whether the remote's bytes come at once or one by one. */
public final class NegotiationFuzz {

    private static final List<String> PROTOCOLS = List.of("/noise", "/yamux/1.0.0");

    private NegotiationFuzz() {}

    public static List<byte[]> seeds() {
        return List.of(messages(Message.HEADER, "/yamux/1.0.0"), messages(Message.HEADER, "na", "ls", "/noise"));
    }

    private static byte[] messages(String... texts) {
        ByteBuf out = Unpooled.buffer();
        for (String text : texts) {
            Message.write(out, text);
        }
        return ByteBufUtil.getBytes(out);
    }

    public static void fuzzerTestOneInput(byte[] data) {
        compare(data, () -> new DialerNegotiation(PROTOCOLS));
        compare(data, () -> new ListenerNegotiation(PROTOCOLS::contains));
        compare(data, () -> ListenerNegotiation.answering(PROTOCOLS::contains));
    }

    private static void compare(byte[] data, Supplier<Negotiation> side) {
        String atOnce = end(side.get(), data, Math.max(1, data.length));
        String byteByByte = end(side.get(), data, 1);
        Broken.unless(atOnce.equals(byteByByte), "ended with '" + atOnce + "' at once, '" + byteByByte + "' by bytes");
    }

    /** What was agreed on, what was answered and what is left; or how it was refused. */
    private static String end(Negotiation side, byte[] data, int piece) {
        ByteBuf in = Unpooled.buffer();
        ByteBuf out = Unpooled.buffer();
        side.start(out);
        try {
            for (int place = 0; place < data.length; place += piece) {
                in.writeBytes(data, place, Math.min(piece, data.length - place));
                String agreed = side.advance(in, out);
                if (agreed != null) {
                    Broken.unless(PROTOCOLS.contains(agreed), "only what both speak is agreed on: " + agreed);
                    int unused = in.readableBytes() + Math.max(0, data.length - place - piece);
                    return agreed + " after " + ByteBufUtil.hexDump(out) + ", " + unused + " bytes left";
                }
            }
            return "no end after " + ByteBufUtil.hexDump(out);
        } catch (IOException refused) {
            return "refused: " + refused.getMessage();
        }
    }
}
