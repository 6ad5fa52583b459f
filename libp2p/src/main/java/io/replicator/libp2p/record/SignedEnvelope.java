package io.replicator.libp2p.record;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.crypto.PublicKey;
import io.replicator.libp2p.multiformats.ProtobufReader;
import io.replicator.libp2p.multiformats.ProtobufWriter;
import io.replicator.libp2p.multiformats.Varint;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A payload with the signature and the key of whoever states it (libp2p RFC 0002). The signature covers a domain as well,
 * so that a statement made for one purpose cannot be replayed for another.
 *
 * <pre>
 * syntax = "proto3";
 * message Envelope {
 *   PublicKey public_key = 1;
 *   bytes payload_type = 2;
 *   bytes payload = 3;
 *   bytes signature = 5;
 * }
 * </pre>
 */
public record SignedEnvelope(PublicKey key, ByteString payloadType, ByteString payload, ByteString signature) {

    /** Longest envelope accepted, in bytes. */
    public static final int MAX_LENGTH = 8 * 1024;

    /** Signs a payload. */
    public static SignedEnvelope seal(PrivateKey key, String domain, byte[] payloadType, byte[] payload) {
        byte[] signature = key.sign(signedBytes(domain, payloadType, payload));
        return new SignedEnvelope(
                key.publicKey(),
                ByteString.copyFrom(payloadType),
                ByteString.copyFrom(payload),
                ByteString.copyFrom(signature));
    }

    /**
     * Decodes an envelope and verifies its signature.
     *
     * @throws IllegalArgumentException if it is malformed, or not signed by its key for this domain
     */
    public static SignedEnvelope open(byte[] message, String domain) {
        if (message.length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "envelope of " + message.length + " bytes is over the limit of " + MAX_LENGTH);
        }
        SignedEnvelope envelope = decode(message);
        byte[] signed = signedBytes(domain, envelope.payloadType.toByteArray(), envelope.payload.toByteArray());
        if (!envelope.key.verify(signed, envelope.signature.toByteArray())) {
            throw new IllegalArgumentException("the signature of the envelope is wrong");
        }
        return envelope;
    }

    /** The message that {@link #open} reads. */
    public byte[] encode() {
        return new ProtobufWriter()
                .bytes(1, key.encode())
                .bytes(2, payloadType.toByteArray())
                .bytes(3, payload.toByteArray())
                .bytes(5, signature.toByteArray())
                .toByteArray();
    }

    private static SignedEnvelope decode(byte[] message) {
        ProtobufReader in = new ProtobufReader(message);
        PublicKey key = null;
        byte[] payloadType = {};
        byte[] payload = {};
        byte[] signature = {};
        for (int field = in.next(); field != ProtobufReader.END; field = in.next()) {
            switch (field) {
                case 1 -> key = PublicKey.decode(in.bytes(MAX_LENGTH));
                case 2 -> payloadType = in.bytes(MAX_LENGTH);
                case 3 -> payload = in.bytes(MAX_LENGTH);
                case 5 -> signature = in.bytes(MAX_LENGTH);
                default -> in.skip();
            }
        }
        if (key == null) {
            throw new IllegalArgumentException("an envelope has a key");
        }
        return new SignedEnvelope(
                key, ByteString.copyFrom(payloadType), ByteString.copyFrom(payload), ByteString.copyFrom(signature));
    }

    /** Each part with its length in front, so that no two different envelopes sign the same bytes. */
    private static byte[] signedBytes(String domain, byte[] payloadType, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : new byte[][] {domain.getBytes(StandardCharsets.UTF_8), payloadType, payload}) {
            Varint.write(out, part.length);
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
