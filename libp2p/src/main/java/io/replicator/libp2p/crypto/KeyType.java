package io.replicator.libp2p.crypto;

/** The kinds of identity keys, with their numbers in the key messages. */
public enum KeyType {
    RSA(0),
    ED25519(1),
    SECP256K1(2),
    ECDSA(3);

    private final int code;

    KeyType(int code) {
        this.code = code;
    }

    /** The number of this type in libp2p's key messages. */
    public int code() {
        return code;
    }

    static KeyType byCode(int code) {
        for (KeyType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new IllegalArgumentException("unknown key type " + code);
    }
}
