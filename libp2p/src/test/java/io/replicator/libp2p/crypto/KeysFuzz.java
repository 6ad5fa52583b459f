package io.replicator.libp2p.crypto;

import io.replicator.libp2p.fuzz.Broken;
import io.replicator.libp2p.fuzz.Repeatable;
import java.util.List;

/** Public and private keys of all types. */
public final class KeysFuzz {

    private static final byte[] MESSAGE = {1, 2, 3};

    private KeysFuzz() {}

    public static List<byte[]> seeds() {
        PrivateKey key = Repeatable.identity(1);
        return List.of(
                key.encode(),
                key.publicKey().encode(),
                KeyMessage.of(KeyType.SECP256K1, new byte[33]).encode(),
                KeyMessage.of(KeyType.ECDSA, new byte[] {0x30, 0x59, 0x30, 0x13})
                        .encode(),
                KeyMessage.of(KeyType.RSA, new byte[] {0x30, 0x0d, 0x06, 0x09}).encode());
    }

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            PublicKey key = PublicKey.decode(data);
            Broken.unless(PublicKey.decode(key.encode()).equals(key), "a public key comes back as it was written");
            Broken.unless(!key.verify(MESSAGE, data), "no signature is made by chance");
        } catch (IllegalArgumentException _) {
            // Malformed, and said so.
        }
        try {
            PrivateKey key = PrivateKey.decode(data);
            Broken.unless(
                    PrivateKey.decode(key.encode()).publicKey().equals(key.publicKey()),
                    "a private key comes back as it was written");
            Broken.unless(key.publicKey().verify(MESSAGE, key.sign(MESSAGE)), "a key verifies what it signed");
        } catch (IllegalArgumentException _) {
            // Malformed, and said so.
        }
    }
}
