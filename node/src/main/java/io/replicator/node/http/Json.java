package io.replicator.node.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259) from left to right. The answers of this node are small and flat, and one of them stands on the
 * path of every store: a library would cost more to load than this does to read.
 */
final class Json {

    private static final String HEX = "0123456789abcdef";

    private final StringBuilder text = new StringBuilder(192);
    private boolean first = true;

    Json object() {
        separate();
        text.append('{');
        first = true;
        return this;
    }

    Json endObject() {
        text.append('}');
        first = false;
        return this;
    }

    Json array() {
        separate();
        text.append('[');
        first = true;
        return this;
    }

    Json endArray() {
        text.append(']');
        first = false;
        return this;
    }

    /** Names the next member of an object. */
    Json name(String name) {
        separate();
        quote(name);
        text.append(':');
        first = true;
        return this;
    }

    Json value(@Nullable String value) {
        separate();
        if (value == null) {
            text.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    Json value(long value) {
        separate();
        text.append(value);
        return this;
    }

    Json value(boolean value) {
        separate();
        text.append(value);
        return this;
    }

    Json member(String name, @Nullable String value) {
        return name(name).value(value);
    }

    Json member(String name, long value) {
        return name(name).value(value);
    }

    Json member(String name, boolean value) {
        return name(name).value(value);
    }

    /** A number that is unknown when it is negative. */
    Json memberIfKnown(String name, long value) {
        return value < 0 ? name(name).value(null) : member(name, value);
    }

    /** Characters so far. */
    int length() {
        return text.length();
    }

    byte[] toBytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private void separate() {
        if (!first) {
            text.append(',');
        }
        first = false;
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || (Character.isSurrogate(c) && !paired(value, i))) {
                escape(c);
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    /** Half a surrogate pair has no UTF-8; escaped, it reaches the reader as it is. */
    private static boolean paired(String value, int at) {
        return Character.isHighSurrogate(value.charAt(at))
                ? at + 1 < value.length() && Character.isLowSurrogate(value.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(value.charAt(at - 1));
    }

    private void escape(char c) {
        text.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            text.append(HEX.charAt((c >>> shift) & 0xF));
        }
    }
}
