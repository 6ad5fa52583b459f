package io.replicator.libp2p.multiformats;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Messages with a varint length in front, as identify and Kademlia send them, over blocking streams. */
public final class VarintFrame {

    private VarintFrame() {}

    /**
     * Reads one message; null at the end of the stream.
     *
     * @param maxLength longest message accepted, in bytes; it is checked before anything is allocated
     * @throws IOException if the stream ends inside the message, or the length is malformed or over the limit
     */
    public static byte @Nullable [] read(InputStream in, int maxLength) throws IOException {
        long length;
        try {
            length = Varint.read(in);
        } catch (IllegalArgumentException malformed) {
            throw new IOException("malformed message length", malformed);
        }
        if (length == Varint.NONE) {
            return null;
        }
        if (length > maxLength) {
            throw new IOException("message of " + length + " bytes is over the limit of " + maxLength);
        }
        byte[] message = in.readNBytes((int) length);
        if (message.length < length) {
            throw new EOFException("the stream ended inside a message");
        }
        return message;
    }

    /** Writes length and message in one call, so that they travel together. */
    public static void write(OutputStream out, byte[] message) throws IOException {
        out.write(encode(message));
    }

    /** The message with its length in front, as a varint. */
    public static byte[] encode(byte[] message) {
        byte[] length = Varint.encode(message.length);
        byte[] frame = new byte[length.length + message.length];
        System.arraycopy(length, 0, frame, 0, length.length);
        System.arraycopy(message, 0, frame, length.length, message.length);
        return frame;
    }
}
