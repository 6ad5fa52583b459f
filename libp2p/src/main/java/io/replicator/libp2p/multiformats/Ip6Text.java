package io.replicator.libp2p.multiformats;

import java.util.Arrays;

/** The canonical text of an IPv6 address (RFC 5952), which the JDK does not print. */
final class Ip6Text {

    private static final int GROUPS = 8;
    private static final byte[] MAPPED_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    private Ip6Text() {}

    static String format(byte[] bytes) {
        if (Arrays.equals(bytes, 0, MAPPED_PREFIX.length, MAPPED_PREFIX, 0, MAPPED_PREFIX.length)) {
            return "::ffff:" + MultiaddrValue.IP4.format(Arrays.copyOfRange(bytes, MAPPED_PREFIX.length, bytes.length));
        }
        int start = 0;
        int length = 0;
        for (int i = 0; i < GROUPS; i++) {
            int run = zeroGroups(bytes, i);
            if (run > length) {
                start = i;
                length = run;
            }
        }
        if (length < 2) {
            return groups(bytes, 0, GROUPS);
        }
        return groups(bytes, 0, start) + "::" + groups(bytes, start + length, GROUPS);
    }

    private static int group(byte[] bytes, int index) {
        return ((bytes[2 * index] & 0xff) << 8) | (bytes[2 * index + 1] & 0xff);
    }

    private static int zeroGroups(byte[] bytes, int from) {
        int end = from;
        while (end < GROUPS && group(bytes, end) == 0) {
            end++;
        }
        return end - from;
    }

    private static String groups(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i > from ? ":" : "").append(Integer.toHexString(group(bytes, i)));
        }
        return text.toString();
    }
}
