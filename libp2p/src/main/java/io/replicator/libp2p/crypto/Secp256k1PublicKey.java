package io.replicator.libp2p.crypto;

import io.replicator.libp2p.multiformats.Multihash;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** A key on the curve of Bitcoin, which the JDK lacks; its data are the compressed point, and it signs SHA-256 digests. */
final class Secp256k1PublicKey extends PublicKey {

    static final int LENGTH = 33;

    private static final ECDomainParameters CURVE = curve();

    private final ECPublicKeyParameters key;

    private Secp256k1PublicKey(byte[] compressed, ECPublicKeyParameters key) {
        super(KeyMessage.of(KeyType.SECP256K1, compressed));
        this.key = key;
    }

    static Secp256k1PublicKey of(byte[] compressed) {
        if (compressed.length != LENGTH) {
            throw new IllegalArgumentException("a compressed secp256k1 key has 33 bytes, not " + compressed.length);
        }
        // Decoding fails unless the point is on the curve.
        return new Secp256k1PublicKey(
                compressed, new ECPublicKeyParameters(CURVE.getCurve().decodePoint(compressed), CURVE));
    }

    @Override
    public boolean verify(byte[] message, byte[] signature) {
        BigInteger[] parts;
        try {
            parts = StandardDSAEncoding.INSTANCE.decode(CURVE.getN(), signature);
        } catch (IOException | RuntimeException malformed) {
            // Bouncy Castle throws whatever it stumbles over.
            return false;
        }
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, key);
        return verifier.verifySignature(Multihash.sha256Digest(message), parts[0], parts[1]);
    }

    private static ECDomainParameters curve() {
        X9ECParameters parameters = CustomNamedCurves.getByName("secp256k1");
        return new ECDomainParameters(parameters.getCurve(), parameters.getG(), parameters.getN(), parameters.getH());
    }
}
