package io.replicator.libp2p.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CipherStateTest {

    private static final byte[] KEY =
            HexFormat.of().parseHex("808182838485868788898a8b8c8d8e8f" + "909192939495969798999a9b9c9d9e9f");

    private final CipherState sender = new CipherState(KEY);
    private final CipherState receiver = new CipherState(KEY);
    private final Random random = new Random(1);

    /** RFC 8439, section 2.8.2. */
    private static void checkVector(Cipher cipher) throws GeneralSecurityException {
        String plaintext =
                "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
                        + "sunscreen would be it.";
        IvParameterSpec nonce = new IvParameterSpec(HexFormat.of().parseHex("070000004041424344454647"));
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "ChaCha20"), nonce);
        cipher.updateAAD(HexFormat.of().parseHex("50515253c0c1c2c3c4c5c6c7"));
        assertEquals(
                "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
                        + "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
                        + "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
                        + "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691",
                HexFormat.of().formatHex(cipher.doFinal(plaintext.getBytes(StandardCharsets.US_ASCII))));
    }

    @Test
    void theCipherIsThatOfTheRfc() throws Exception {
        checkVector(ChaCha20Poly1305.newCipher());
        checkVector(ChaCha20Poly1305.of(Optional.empty()));
    }

    @Test
    @EnabledOnOs(
            value = OS.LINUX,
            architectures = {"amd64", "aarch64"})
    void theCipherIsTheFastOne() {
        assertEquals("Conscrypt", ChaCha20Poly1305.newCipher().getProvider().getName());
    }

    /** What the JDK makes of the same message; its nonce is four zeros and the counter, little-endian. */
    private static byte[] byJdk(long counter, byte[] plaintext) throws GeneralSecurityException {
        Cipher cipher = ChaCha20Poly1305.of(Optional.empty());
        byte[] nonce = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(4, counter)
                .array();
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "ChaCha20"), new IvParameterSpec(nonce));
        return cipher.doFinal(plaintext);
    }

    private static ByteBuffer buffer(boolean direct, int length) {
        return direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
    }

    /** In the midst of more memory, as a frame is; sealed in place or from elsewhere, opened in place. */
    @Test
    void messagesOfAnyLengthAreThoseOfTheJdk() throws Exception {
        int[] lengths = {0, 1, 15, 16, 17, 63, 64, 65, 255, 495, 496, 497, 512, 1023, 16_384, 65_518, 65_519};
        long counter = 0;
        for (int length : lengths) {
            for (boolean direct : new boolean[] {true, false}) {
                for (boolean inPlace : new boolean[] {true, false}) {
                    byte[] plaintext = new byte[length];
                    random.nextBytes(plaintext);
                    ByteBuffer message = buffer(direct, 3 + length + CipherState.TAG_BYTES + 5);
                    ByteBuffer in = (inPlace ? message.duplicate() : buffer(direct, 3 + length)).position(3);
                    in.put(plaintext).flip().position(3);
                    ByteBuffer whole = message.slice(3, length + CipherState.TAG_BYTES);
                    sender.seal(in, whole.duplicate());
                    byte[] sealed = new byte[length + CipherState.TAG_BYTES];
                    whole.get(0, sealed);
                    assertArrayEquals(byJdk(counter++, plaintext), sealed, "length " + length);

                    receiver.open(whole.duplicate(), whole.slice(0, length));
                    byte[] opened = new byte[length];
                    whole.get(0, opened);
                    assertArrayEquals(plaintext, opened, "length " + length);
                }
            }
        }
    }

    @Test
    void aChangedMessageIsNotGenuine() throws Exception {
        byte[] associated = {1, 2, 3};
        byte[] sealed = sender.seal(associated, new byte[100]);
        for (int place : new int[] {0, 99, 100, 115}) {
            byte[] changed = sealed.clone();
            changed[place] ^= 1;
            assertThrows(NoiseException.class, () -> receiver.open(associated, changed));
            ByteBuffer direct =
                    ByteBuffer.allocateDirect(changed.length).put(changed).flip();
            assertThrows(NoiseException.class, () -> receiver.open(direct, direct.slice(0, 100)));
        }
        assertThrows(NoiseException.class, () -> receiver.open(new byte[] {1, 2}, sealed));
        assertThrows(NoiseException.class, () -> receiver.open(associated, Arrays.copyOf(sealed, 15)));
        assertArrayEquals(new byte[100], receiver.open(associated, sealed), "a refused message is not counted");
    }

    @Test
    void aMessageOutOfItsTurnIsNotGenuine() throws Exception {
        var _ = sender.seal(new byte[0], new byte[10]);
        byte[] second = sender.seal(new byte[0], new byte[10]);
        assertThrows(NoiseException.class, () -> receiver.open(new byte[0], second));
    }
}
