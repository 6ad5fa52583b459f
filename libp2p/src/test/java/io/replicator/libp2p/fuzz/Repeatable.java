package io.replicator.libp2p.fuzz;

import io.replicator.libp2p.crypto.PrivateKey;
import java.security.SecureRandom;
import java.util.Random;

/** What is random elsewhere and the same in every run here, so that an input that broke something breaks it again. */
public final class Repeatable {

    private Repeatable() {}

    /** A source of the same bytes each time. */
    public static SecureRandom random(long seed) {
        return new Fixed(seed);
    }

    /** So many bytes, the same each time. */
    public static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        random(seed).nextBytes(bytes);
        return bytes;
    }

    /** An identity, the same each time. */
    public static PrivateKey identity(long seed) {
        return PrivateKey.generateEd25519(random(seed));
    }

    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final Random source;

        private Fixed(long seed) {
            this.source = new Random(seed);
        }

        @Override
        public void nextBytes(byte[] bytes) {
            source.nextBytes(bytes);
        }
    }
}
