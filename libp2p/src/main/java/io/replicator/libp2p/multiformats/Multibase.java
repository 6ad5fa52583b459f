package io.replicator.libp2p.multiformats;

import java.util.Arrays;

/**
 * Binary data as text in one of several alphabets, of which the first character names the one used (multiformats/
 * multibase). Padding is never written and never accepted.
 */
public enum Multibase {
    BASE16('f', "0123456789abcdef"),
    BASE16_UPPER('F', "0123456789ABCDEF"),
    BASE32('b', "abcdefghijklmnopqrstuvwxyz234567"),
    BASE32_UPPER('B', "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
    BASE36('k', "0123456789abcdefghijklmnopqrstuvwxyz"),
    BASE36_UPPER('K', "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    BASE58_BTC('z', "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"),
    BASE64('m', "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"),
    BASE64_URL('u', "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /** Longest text accepted. Bases 36 and 58 take quadratic time, so this bounds the work too. */
    public static final int MAX_TEXT_LENGTH = 4096;

    private final char prefix;
    private final String alphabet;

    Multibase(char prefix, String alphabet) {
        this.prefix = prefix;
        this.alphabet = alphabet;
    }

    /** Decodes text whose first character names its base. */
    public static byte[] decode(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("multibase text is empty");
        }
        for (Multibase base : values()) {
            if (base.prefix == text.charAt(0)) {
                return base.decodeRaw(text.substring(1));
            }
        }
        throw new IllegalArgumentException("unknown multibase prefix '" + text.charAt(0) + "'");
    }

    /** Text with the prefix of this base. */
    public String encode(byte[] bytes) {
        return prefix + encodeRaw(bytes);
    }

    /** Text without a prefix, as for a legacy base58 peer id. */
    public String encodeRaw(byte[] bytes) {
        return isPowerOfTwo() ? encodeBits(bytes) : encodeNumber(bytes);
    }

    /** Decodes text without a prefix. */
    public byte[] decodeRaw(String text) {
        if (text.length() > MAX_TEXT_LENGTH) {
            throw new IllegalArgumentException(
                    "text of " + text.length() + " characters is over the limit of " + MAX_TEXT_LENGTH);
        }
        return isPowerOfTwo() ? decodeBits(text) : decodeNumber(text);
    }

    private boolean isPowerOfTwo() {
        return Integer.bitCount(alphabet.length()) == 1;
    }

    private int bitsPerDigit() {
        return Integer.numberOfTrailingZeros(alphabet.length());
    }

    private int digit(String text, int index) {
        char character = text.charAt(index);
        int digit = alphabet.indexOf(character);
        if (digit < 0) {
            throw new IllegalArgumentException("character '" + character + "' at " + index + " is not of " + name());
        }
        return digit;
    }

    private String encodeBits(byte[] bytes) {
        int bitsPerDigit = bitsPerDigit();
        StringBuilder text = new StringBuilder(bytes.length * Byte.SIZE / bitsPerDigit + 1);
        int pending = 0;
        int bits = 0;
        for (byte octet : bytes) {
            pending = (pending << Byte.SIZE) | (octet & 0xff);
            bits += Byte.SIZE;
            while (bits >= bitsPerDigit) {
                bits -= bitsPerDigit;
                text.append(alphabet.charAt((pending >>> bits) & (alphabet.length() - 1)));
            }
            pending &= (1 << bits) - 1;
        }
        if (bits > 0) {
            text.append(alphabet.charAt((pending << (bitsPerDigit - bits)) & (alphabet.length() - 1)));
        }
        return text.toString();
    }

    private byte[] decodeBits(String text) {
        int bitsPerDigit = bitsPerDigit();
        byte[] bytes = new byte[text.length() * bitsPerDigit / Byte.SIZE];
        int length = 0;
        int pending = 0;
        int bits = 0;
        for (int i = 0; i < text.length(); i++) {
            pending = (pending << bitsPerDigit) | digit(text, i);
            bits += bitsPerDigit;
            if (bits >= Byte.SIZE) {
                bits -= Byte.SIZE;
                bytes[length++] = (byte) (pending >>> bits);
                pending &= (1 << bits) - 1;
            }
        }
        if (bits >= bitsPerDigit || pending != 0) {
            throw new IllegalArgumentException("text of " + text.length() + " characters is not a whole " + name());
        }
        return bytes;
    }

    /** The bytes as one big number in this base; leading zero bytes become leading zero digits. */
    private String encodeNumber(byte[] bytes) {
        int zeros = leadingZeros(bytes);
        int base = alphabet.length();
        byte[] number = bytes.clone();
        StringBuilder reversed = new StringBuilder();
        for (int start = zeros; start < number.length; ) {
            int remainder = 0;
            for (int i = start; i < number.length; i++) {
                int value = (remainder << Byte.SIZE) | (number[i] & 0xff);
                number[i] = (byte) (value / base);
                remainder = value % base;
            }
            reversed.append(alphabet.charAt(remainder));
            while (start < number.length && number[start] == 0) {
                start++;
            }
        }
        return String.valueOf(alphabet.charAt(0)).repeat(zeros) + reversed.reverse();
    }

    private byte[] decodeNumber(String text) {
        int base = alphabet.length();
        byte[] number = new byte[text.length()];
        int start = number.length;
        int zeros = 0;
        for (int i = 0; i < text.length(); i++) {
            int carry = digit(text, i);
            if (carry == 0 && zeros == i) {
                zeros++;
                continue;
            }
            for (int j = number.length - 1; j >= start || carry != 0; j--) {
                int value = (number[j] & 0xff) * base + carry;
                number[j] = (byte) value;
                carry = value >>> Byte.SIZE;
                start = Math.min(start, j);
            }
        }
        return Arrays.copyOfRange(number, start - zeros, number.length);
    }

    private static int leadingZeros(byte[] bytes) {
        int zeros = 0;
        while (zeros < bytes.length && bytes[zeros] == 0) {
            zeros++;
        }
        return zeros;
    }
}
