package io.replicator.libp2p.fuzz;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * What a stranger makes of genuine messages: sends them in order or not, again, changed, cut off, with other lengths in
 * front, and bytes of its own in between.
 */
public final class Tampering {

    /** Three bytes make a step: what is done, with which message, and where. */
    private static final int STEP_BYTES = 3;

    private enum Act {
        /** The one that is due. */
        NEXT,
        ANY,
        FLIPPED,
        FLIPPED_AT_THE_END,
        CUT,
        LENGTHENED,
        OVERSIZED,
        BYTES
    }

    private static final int OVERSIZED_BYTES = 0xffff;

    private Tampering() {}

    /** The steps that send so many messages in order. */
    public static byte[] inOrder(int messages) {
        return new byte[STEP_BYTES * messages];
    }

    /** The step that sends one of the messages, whichever is due. */
    public static byte[] anyOf(int message) {
        return new byte[] {Pick.number(Act.ANY), (byte) message, 0};
    }

    /** The step that changes a bit of the message that is due. */
    public static byte[] flipped(int place) {
        return new byte[] {Pick.number(Act.FLIPPED), 0, (byte) place};
    }

    /**
     * What the remote sends.
     *
     * @param messages genuine ones, each with two bytes of its length in front
     */
    public static byte[] apply(ByteBuf steps, List<byte[]> messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int due = 0;
        while (steps.readableBytes() >= STEP_BYTES) {
            Act act = Pick.of(Act.class, steps.readUnsignedByte());
            int which = steps.readUnsignedByte();
            int where = steps.readUnsignedByte();
            byte[] message = messages.get((act == Act.ANY ? which : due) % messages.size())
                    .clone();
            switch (act) {
                case NEXT, ANY -> {}
                case FLIPPED -> message[where % message.length] ^= (byte) (1 << (which % Byte.SIZE));
                case FLIPPED_AT_THE_END ->
                    message[message.length - 1 - where % message.length] ^= (byte) (1 << (which % Byte.SIZE));
                case CUT -> message = Arrays.copyOf(message, where % message.length);
                case LENGTHENED -> message[1] += (byte) where;
                case OVERSIZED -> {
                    message = new byte[2 + where * where];
                    message[0] = (byte) (OVERSIZED_BYTES >> Byte.SIZE);
                    message[1] = (byte) which;
                }
                case BYTES -> {
                    message = new byte[Math.min(which, steps.readableBytes())];
                    steps.readBytes(message);
                }
            }
            if (act != Act.ANY && act != Act.BYTES) {
                due++;
            }
            out.writeBytes(message);
        }
        return out.toByteArray();
    }
}
