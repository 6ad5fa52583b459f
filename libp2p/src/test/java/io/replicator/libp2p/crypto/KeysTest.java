package io.replicator.libp2p.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.multiformats.Multihash;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.HexFormat;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The key vectors are those of libp2p specs {@code peer-ids/peer-ids.md}, "Test vectors". */
class KeysTest {

    private static final String ED25519_PRIVATE =
            "080112407e0830617c4a7de83925dfb2694556b12936c477a0e1feb2e148ec9da60fee7d"
                    + "1ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e";
    private static final String ED25519_PUBLIC =
            "080112201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e";
    private static final String SECP256K1_PRIVATE_SCALAR =
            "53dadf1d5a164d6b4acdb15e24aa4c5b1d3461bdbd42abedb0a4404d56ced8fb";
    private static final String SECP256K1_PUBLIC =
            "08021221037777e994e452c21604f91de093ce415f5432f701dd8cd1a7a6fea0e630bfca99";
    private static final String ECDSA_PUBLIC = "0803125b3059301306072a8648ce3d020106082a8648ce3d03010703420004"
            + "de3d300fa36ae0e8f5d530899d83abab44abf3161f162a4bc901d8e6ecda020e"
            + "8b6d5f8da30525e71d6851510c098e5c47c646a597fb4dcec034e9f77c409e62";
    private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void readsTheEd25519Vector() {
        PrivateKey key = PrivateKey.decode(hex(ED25519_PRIVATE));
        assertArrayEquals(hex(ED25519_PUBLIC), key.publicKey().encode());
        assertArrayEquals(hex(ED25519_PRIVATE), key.encode());
        assertEquals(
                "12D3KooWBtg3aaRMjxwedh83aGiUkwSxDwUZkzuJcfaqUmo7R3pq",
                key.peerId().toString());
        assertEquals(key.publicKey(), PublicKey.decode(hex(ED25519_PUBLIC)));
    }

    @Test
    void signsWithEd25519() {
        PrivateKey key = PrivateKey.generateEd25519(new SecureRandom());
        byte[] signature = key.sign(MESSAGE);
        assertTrue(key.publicKey().verify(MESSAGE, signature));
        assertFalse(key.publicKey().verify("another".getBytes(StandardCharsets.UTF_8), signature));
        assertFalse(PublicKey.decode(hex(ED25519_PUBLIC)).verify(MESSAGE, signature));
        signature[7] ^= 1;
        assertFalse(key.publicKey().verify(MESSAGE, signature));
        assertFalse(key.publicKey().verify(MESSAGE, new byte[0]));
        assertNotEquals(PrivateKey.generateEd25519(new SecureRandom()).publicKey(), key.publicKey());
    }

    /** The vectors of RFC 8032, section 7.1, tests 1 to 3. */
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    })
    void signsAsTheVectorsDo(String seed, String publicKey, String message, String signature) {
        PrivateKey key = PrivateKey.decode(
                KeyMessage.of(KeyType.ED25519, hex(seed + publicKey)).encode());
        assertEquals(signature, HexFormat.of().formatHex(key.sign(hex(message))));
        assertTrue(key.publicKey().verify(hex(message), hex(signature)));
    }

    @Test
    void readsTheLegacyEd25519FormAndChecksItsCopies() {
        byte[] data = hex(ED25519_PRIVATE.substring(8) + ED25519_PUBLIC.substring(8));
        assertEquals(
                PublicKey.decode(hex(ED25519_PUBLIC)),
                PrivateKey.decode(KeyMessage.of(KeyType.ED25519, data).encode()).publicKey());
        for (int i : new int[] {0, 40, 80}) {
            byte[] tampered = data.clone();
            tampered[i] ^= 1;
            byte[] message = KeyMessage.of(KeyType.ED25519, tampered).encode();
            assertThrows(IllegalArgumentException.class, () -> PrivateKey.decode(message));
        }
    }

    @Test
    void takesNoSignatureOfAKeyThatIsNoPointOfTheCurve() {
        byte[] signature = PrivateKey.decode(hex(ED25519_PRIVATE)).sign(MESSAGE);
        byte[] message = hex(ED25519_PUBLIC);
        int original = message[10] & 0xff;
        for (int i = 0; i < 256; i++) {
            message[10] = (byte) i;
            if (i != original) {
                assertFalse(PublicKey.decode(message.clone()).verify(MESSAGE, signature));
            }
        }
    }

    @Test
    void neverPrintsAPrivateKey() {
        assertFalse(PrivateKey.decode(hex(ED25519_PRIVATE)).toString().contains("7e0830"));
    }

    @Test
    void verifiesSecp256k1() throws Exception {
        PublicKey key = PublicKey.decode(hex(SECP256K1_PUBLIC));
        assertEquals(KeyType.SECP256K1, key.type());
        assertArrayEquals(hex(SECP256K1_PUBLIC), key.encode());
        assertArrayEquals(hex("0025" + SECP256K1_PUBLIC), key.peerId().encode());
        assertTrue(key.peerId().toString().startsWith("16Uiu2"));

        var curve = CustomNamedCurves.getByName("secp256k1");
        var domain = new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
        ECDSASigner signer = new ECDSASigner();
        signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, hex(SECP256K1_PRIVATE_SCALAR)), domain));
        BigInteger[] parts = signer.generateSignature(Multihash.sha256Digest(MESSAGE));
        byte[] signature = StandardDSAEncoding.INSTANCE.encode(domain.getN(), parts[0], parts[1]);
        assertTrue(key.verify(MESSAGE, signature));
        assertFalse(key.verify(new byte[0], signature));
        assertFalse(key.verify(MESSAGE, new byte[] {0x30, 0x02, 0x02}));
        assertFalse(key.verify(MESSAGE, new byte[0]));
    }

    @Test
    void readsTheEcdsaVectorAndVerifiesEcdsa() throws GeneralSecurityException {
        PublicKey vector = PublicKey.decode(hex(ECDSA_PUBLIC));
        assertArrayEquals(hex(ECDSA_PUBLIC), vector.encode());
        assertTrue(vector.peerId().toString().startsWith("Qm"));

        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        assertVerifies(generator.generateKeyPair(), KeyType.ECDSA, "SHA256withECDSA");
    }

    @Test
    void encodesTheZeroTypeOfRsaAndVerifiesRsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        PublicKey key = assertVerifies(generator.generateKeyPair(), KeyType.RSA, "SHA256withRSA");
        assertEquals("0800", HexFormat.of().formatHex(key.encode(), 0, 2));
        assertEquals("1220", HexFormat.of().formatHex(key.peerId().encode(), 0, 2));
    }

    @Test
    void refusesWeakRsaKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        byte[] message = KeyMessage.of(
                        KeyType.RSA, generator.generateKeyPair().getPublic().getEncoded())
                .encode();
        assertThrows(IllegalArgumentException.class, () -> PublicKey.decode(message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "08",
                "0801",
                "1200",
                "08011200",
                "0801122000",
                "0801121f1ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce2",
                "08041200",
                "0800120130",
                "0803120130",
                "0802122105" + "7777e994e452c21604f91de093ce415f5432f701dd8cd1a7a6fea0e630bfca99",
                "0a011200",
                "080112ffffffff0f"
            })
    void refusesMalformedKeys(String message) {
        assertThrows(IllegalArgumentException.class, () -> PublicKey.decode(hex(message)));
        assertThrows(IllegalArgumentException.class, () -> PrivateKey.decode(hex(message)));
    }

    @Test
    void ignoresUnknownFieldsAndOrder() {
        PublicKey key = PublicKey.decode(hex("1220" + ED25519_PUBLIC.substring(8) + "0801" + "1a0100"));
        assertArrayEquals(hex(ED25519_PUBLIC), key.encode());
    }

    private static PublicKey assertVerifies(KeyPair pair, KeyType type, String algorithm)
            throws GeneralSecurityException {
        PublicKey key = PublicKey.decode(
                KeyMessage.of(type, pair.getPublic().getEncoded()).encode());
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(pair.getPrivate());
        signer.update(MESSAGE);
        byte[] signature = signer.sign();
        assertEquals(type, key.type());
        assertTrue(key.verify(MESSAGE, signature));
        assertFalse(key.verify(new byte[0], signature));
        assertFalse(key.verify(MESSAGE, new byte[] {1, 2, 3}));
        assertEquals(key, PublicKey.decode(key.encode()));
        return key;
    }
}
