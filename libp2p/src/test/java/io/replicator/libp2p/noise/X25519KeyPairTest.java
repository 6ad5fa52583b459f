package io.replicator.libp2p.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class X25519KeyPairTest {

    private static X25519KeyPair pair(String privateKey) {
        return X25519KeyPair.of(HexFormat.of().parseHex(privateKey));
    }

    /** RFC 7748, section 5.2; the highest bit of the second public key does not count. */
    @ParameterizedTest
    @CsvSource({
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
                + "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
                + "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
                + "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493,"
                + "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
    })
    void agreesAsInTheRfc(String privateKey, String publicKey, String secret) throws Exception {
        byte[] agreed = pair(privateKey).agree(HexFormat.of().parseHex(publicKey));
        assertEquals(secret, HexFormat.of().formatHex(agreed));
    }

    /** RFC 7748, section 6.1. */
    @Test
    void derivesThePublicKeyAsInTheRfc() {
        byte[] publicKey = pair("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
                .publicBytes();
        assertEquals(
                "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
                HexFormat.of().formatHex(publicKey));
    }

    @Test
    void bothSidesAgree() throws Exception {
        X25519KeyPair one = X25519KeyPair.generate();
        X25519KeyPair other = X25519KeyPair.generate();
        assertArrayEquals(one.agree(other.publicBytes()), other.agree(one.publicBytes()));
    }

    /** Points of small order, whose agreement with everybody is zero. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            })
    void refusesAKeyWithoutSecret(String publicKey) {
        X25519KeyPair pair = X25519KeyPair.generate();
        assertThrows(NoiseException.class, () -> pair.agree(HexFormat.of().parseHex(publicKey)));
    }
}
