package io.replicator.libp2p.noise;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.crypto.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Who this side is: a static Noise key, made anew for each process and never stored, which the identity key vouches for.
 * Signed once, since neither key changes. Immutable and thread-safe.
 */
public final class NoiseIdentity {

    private static final byte[] SIGNATURE_PREFIX = "noise-libp2p-static-key:".getBytes(StandardCharsets.US_ASCII);

    private final X25519KeyPair staticKey;
    private final byte[] payload;

    /** @param muxers stream multiplexers by preference, for early negotiation */
    public NoiseIdentity(PrivateKey identity, List<String> muxers) {
        this(identity, muxers, X25519KeyPair.generate());
    }

    NoiseIdentity(PrivateKey identity, List<String> muxers, X25519KeyPair staticKey) {
        this.staticKey = staticKey;
        byte[] signature = identity.sign(signedBytes(staticKey.publicBytes()));
        this.payload = new HandshakePayload(
                        ByteString.copyFrom(identity.publicKey().encode()), ByteString.copyFrom(signature), muxers)
                .encode();
    }

    X25519KeyPair staticKey() {
        return staticKey;
    }

    byte[] payload() {
        return payload;
    }

    /** Checks that the identity key in the payload vouches for the static key of the handshake. */
    static SecuredPeer verify(byte[] remotePayload, byte[] remoteStaticKey) throws NoiseException {
        HandshakePayload payload;
        PublicKey key;
        try {
            payload = HandshakePayload.decode(remotePayload);
            key = PublicKey.decode(payload.identityKey().toByteArray());
        } catch (IllegalArgumentException e) {
            throw new NoiseException("malformed proof of identity: " + e.getMessage(), e);
        }
        if (!key.verify(
                signedBytes(remoteStaticKey), payload.identitySignature().toByteArray())) {
            throw new NoiseException("the identity of " + key.peerId() + " is not proven");
        }
        return new SecuredPeer(key, payload.muxers());
    }

    private static byte[] signedBytes(byte[] staticKey) {
        byte[] bytes = new byte[SIGNATURE_PREFIX.length + staticKey.length];
        System.arraycopy(SIGNATURE_PREFIX, 0, bytes, 0, SIGNATURE_PREFIX.length);
        System.arraycopy(staticKey, 0, bytes, SIGNATURE_PREFIX.length, staticKey.length);
        return bytes;
    }
}
