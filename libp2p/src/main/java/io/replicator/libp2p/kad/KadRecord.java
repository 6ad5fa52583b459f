package io.replicator.libp2p.kad;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.multiformats.ProtobufReader;
import io.replicator.libp2p.multiformats.ProtobufWriter;

/**
 * A value of the DHT.
 *
 * <pre>
 * message Record {
 *   bytes key = 1;
 *   bytes value = 2;
 *   string timeReceived = 5;
 * }
 * </pre>
 *
 * @param timeReceived when the peer that sends the record got it (RFC 3339); empty if it does not say
 */
record KadRecord(ByteString key, ByteString value, String timeReceived) {

    /** Longest key accepted, in bytes. */
    static final int MAX_KEY_LENGTH = 1024;

    /** Longest value taken, in bytes: a reply with it stays below what rust-libp2p reads. */
    static final int MAX_VALUE_LENGTH = 10 * 1024;

    private static final int MAX_TIME_LENGTH = 64;

    byte[] encode() {
        ProtobufWriter out = new ProtobufWriter().bytes(1, key.toByteArray()).bytes(2, value.toByteArray());
        if (!timeReceived.isEmpty()) {
            out.string(5, timeReceived);
        }
        return out.toByteArray();
    }

    /** The value may be of any length. */
    static KadRecord decode(byte[] message) {
        ProtobufReader in = new ProtobufReader(message);
        ByteString key = ByteString.EMPTY;
        ByteString value = ByteString.EMPTY;
        String timeReceived = "";
        for (int field = in.next(); field != ProtobufReader.END; field = in.next()) {
            switch (field) {
                case 1 -> key = ByteString.copyFrom(in.bytes(MAX_KEY_LENGTH));
                case 2 -> value = ByteString.copyFrom(in.bytes(KadMessage.MAX_LENGTH));
                case 5 -> timeReceived = in.string(MAX_TIME_LENGTH);
                default -> in.skip();
            }
        }
        return new KadRecord(key, value, timeReceived);
    }
}
