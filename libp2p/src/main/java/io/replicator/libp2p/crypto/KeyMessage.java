package io.replicator.libp2p.crypto;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.multiformats.ProtobufReader;
import io.replicator.libp2p.multiformats.ProtobufWriter;

/**
 * The envelope of a public or a private key. Its encoding is deterministic because peer ids are hashes of it: both fields
 * are always written, so a type of 0 too, in the order of their numbers.
 *
 * <pre>
 * syntax = "proto2";
 * enum KeyType { RSA = 0; Ed25519 = 1; Secp256k1 = 2; ECDSA = 3; }
 * message PublicKey  { required KeyType Type = 1; required bytes Data = 2; }
 * message PrivateKey { required KeyType Type = 1; required bytes Data = 2; }
 * </pre>
 */
record KeyMessage(KeyType type, ByteString data) {

    /** The longest data accepted: an RSA key of 8192 bits with room to spare. */
    static final int MAX_DATA_LENGTH = 2048;

    static KeyMessage of(KeyType type, byte[] data) {
        return new KeyMessage(type, ByteString.copyFrom(data));
    }

    static KeyMessage decode(byte[] message) {
        ProtobufReader in = new ProtobufReader(message);
        KeyType type = null;
        ByteString data = null;
        for (int field = in.next(); field != ProtobufReader.END; field = in.next()) {
            switch (field) {
                case 1 -> type = KeyType.byCode(in.int32());
                case 2 -> data = ByteString.copyFrom(in.bytes(MAX_DATA_LENGTH));
                default -> in.skip();
            }
        }
        if (type == null || data == null) {
            throw new IllegalArgumentException("a key message has a type and data");
        }
        return new KeyMessage(type, data);
    }

    byte[] encode() {
        return new ProtobufWriter()
                .varint(1, type.code())
                .bytes(2, data.toByteArray())
                .toByteArray();
    }
}
