package io.replicator.libp2p.noise;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.multiformats.ProtobufReader;
import io.replicator.libp2p.multiformats.ProtobufWriter;
import java.util.ArrayList;
import java.util.List;

/** The NoiseHandshakePayload message, with the extension that libp2p uses on TCP. */
record HandshakePayload(ByteString identityKey, ByteString identitySignature, List<String> muxers) {

    private static final int IDENTITY_KEY = 1;
    private static final int IDENTITY_SIGNATURE = 2;
    private static final int EXTENSIONS = 4;
    private static final int STREAM_MUXERS = 2;

    private static final int MAX_FIELD_BYTES = 8 * 1024;
    private static final int MAX_MUXERS = 16;
    private static final int MAX_MUXER_LENGTH = 256;

    byte[] encode() {
        ProtobufWriter extensions = new ProtobufWriter();
        muxers.forEach(muxer -> extensions.string(STREAM_MUXERS, muxer));
        return new ProtobufWriter()
                .bytes(IDENTITY_KEY, identityKey.toByteArray())
                .bytes(IDENTITY_SIGNATURE, identitySignature.toByteArray())
                .bytes(EXTENSIONS, extensions.toByteArray())
                .toByteArray();
    }

    static HandshakePayload decode(byte[] message) {
        ByteString key = ByteString.EMPTY;
        ByteString signature = ByteString.EMPTY;
        List<String> muxers = List.of();
        ProtobufReader in = new ProtobufReader(message);
        for (int field = in.next(); field != ProtobufReader.END; field = in.next()) {
            switch (field) {
                case IDENTITY_KEY -> key = ByteString.copyFrom(in.bytes(MAX_FIELD_BYTES));
                case IDENTITY_SIGNATURE -> signature = ByteString.copyFrom(in.bytes(MAX_FIELD_BYTES));
                case EXTENSIONS -> muxers = decodeMuxers(in.bytes(MAX_FIELD_BYTES));
                default -> in.skip();
            }
        }
        return new HandshakePayload(key, signature, muxers);
    }

    private static List<String> decodeMuxers(byte[] extensions) {
        List<String> muxers = new ArrayList<>();
        ProtobufReader in = new ProtobufReader(extensions);
        for (int field = in.next(); field != ProtobufReader.END; field = in.next()) {
            if (field == STREAM_MUXERS && muxers.size() < MAX_MUXERS) {
                muxers.add(in.string(MAX_MUXER_LENGTH));
            } else {
                in.skip();
            }
        }
        return List.copyOf(muxers);
    }
}
