package io.replicator.libp2p.pnet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.StreamCipher;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.engines.Salsa20Engine;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** The key of a private network, of 32 bytes. Immutable and thread-safe; never printed. */
public final class PreSharedKey {

    /** No file of a key is longer: twice what the longest encoding takes, and more. */
    public static final int MAX_FILE_BYTES = 256;

    static final int NONCE_BYTES = 24;

    private static final int BYTES = 32;
    private static final int FINGERPRINT_BYTES = 16;
    private static final byte[] FINGERPRINT_NONCE = "finprint".getBytes(StandardCharsets.US_ASCII);

    private static final String TYPE = "/key/swarm/psk/1.0.0/";
    private static final String BASE16 = "/base16/";
    private static final String BASE64 = "/base64/";
    private static final String BINARY = "/bin/";

    private final byte[] key;

    private PreSharedKey(byte[] key) {
        this.key = key;
    }

    /** A new key of 32 random bytes. */
    public static PreSharedKey generate(SecureRandom random) {
        byte[] key = new byte[BYTES];
        random.nextBytes(key);
        return new PreSharedKey(key);
    }

    /**
     * Reads what stands in a file {@code swarm.key}: a line with the type, one with the encoding ({@code /base16/},
     * {@code /base64/} or {@code /bin/}), and the key.
     *
     * @throws IllegalArgumentException if it is malformed or of another type; the message never holds a part of the key
     */
    public static PreSharedKey parse(byte[] file) {
        if (file.length > MAX_FILE_BYTES) {
            throw new IllegalArgumentException("it is longer than " + MAX_FILE_BYTES + " bytes, which no swarm key is");
        }
        // Each byte is one character, so that a binary key survives.
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int encodingAt = nextLine(text, 0);
        if (!line(text, 0, encodingAt).equals(TYPE)) {
            throw new IllegalArgumentException("its first line is not " + TYPE);
        }
        int keyAt = nextLine(text, encodingAt);
        String written = text.substring(keyAt);
        byte[] key = switch (line(text, encodingAt, keyAt)) {
            case BASE16 -> base16(written.strip());
            case BASE64 -> base64(written.strip());
            case BINARY -> binary(written);
            default ->
                throw new IllegalArgumentException(
                        "its second line is none of " + BASE16 + ", " + BASE64 + " and " + BINARY);
        };
        if (key.length != BYTES) {
            throw new IllegalArgumentException("its key has " + key.length + " bytes instead of " + BYTES);
        }
        return new PreSharedKey(key);
    }

    /** What to write into a file, in the encoding that all stacks read: {@code /base16/}. */
    public String toFile() {
        return TYPE + "\n" + BASE16 + "\n" + HexFormat.of().formatHex(key) + "\n";
    }

    /**
     * What tells keys apart without giving them away: 32 hexadecimal digits, the same as in Kubo and rust-libp2p. The
     * first half of a hash (SHAKE-128) of what Salsa20 makes of the key, so that neither alone is to be trusted.
     */
    public String fingerprint() {
        byte[] stream = new byte[64];
        StreamCipher cipher = new Salsa20Engine();
        cipher.init(true, new ParametersWithIV(new KeyParameter(key), FINGERPRINT_NONCE));
        cipher.processBytes(stream, 0, stream.length, stream, 0);
        SHAKEDigest hash = new SHAKEDigest(128);
        hash.update(stream, 0, stream.length);
        byte[] fingerprint = new byte[FINGERPRINT_BYTES];
        hash.doFinal(fingerprint, 0, fingerprint.length);
        return HexFormat.of().formatHex(fingerprint);
    }

    /** XSalsa20 under this key, which encrypts as it decrypts. */
    StreamCipher cipher(byte[] nonce) {
        StreamCipher cipher = new XSalsa20Engine();
        cipher.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
        return cipher;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PreSharedKey that && MessageDigest.isEqual(key, that.key);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key);
    }

    @Override
    public String toString() {
        return "swarm key with fingerprint " + fingerprint();
    }

    private static int nextLine(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end + 1;
    }

    private static String line(String text, int from, int to) {
        return text.substring(from, to).stripTrailing();
    }

    // The decoders' messages name characters of the key, so they go no further.

    private static byte[] base16(String digits) {
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("its key is not written in base 16");
        }
    }

    private static byte[] base64(String digits) {
        try {
            return Base64.getDecoder().decode(digits);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("its key is not written in base 64");
        }
    }

    /** An editor may have put a line end behind it. */
    private static byte[] binary(String bytes) {
        boolean lineEnd = bytes.length() == BYTES + 1 && bytes.endsWith("\n");
        return (lineEnd ? bytes.substring(0, BYTES) : bytes).getBytes(StandardCharsets.ISO_8859_1);
    }
}
