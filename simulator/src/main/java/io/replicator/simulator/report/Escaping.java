package io.replicator.simulator.report;

/**
 * Makes any text harmless in the page, as content and as the value of an attribute. What XML cannot hold, and what would
 * turn the reading direction of its surroundings, is shown by a sign that stands for it.
 */
final class Escaping {

    private static final int CONTROL_PICTURES = 0x2400;
    private static final int PICTURE_OF_DELETE = 0x2421;
    private static final int REPLACEMENT = 0xfffd;

    private Escaping() {}

    static void append(StringBuilder out, String text) {
        text.codePoints().forEach(c -> append(out, c));
    }

    private static void append(StringBuilder out, int c) {
        switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            // By number, since attributes would have them turned into blanks.
            case '\n' -> out.append("&#10;");
            case '\t' -> out.append("&#9;");
            default -> out.appendCodePoint(shown(c));
        }
    }

    private static int shown(int c) {
        if (c < 0x20) {
            return CONTROL_PICTURES + c;
        }
        if (c == 0x7f) {
            return PICTURE_OF_DELETE;
        }
        return isControl(c) || isNoCharacter(c) || turnsDirection(c) ? REPLACEMENT : c;
    }

    private static boolean isControl(int c) {
        return c >= 0x80 && c <= 0x9f;
    }

    private static boolean isNoCharacter(int c) {
        return (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                || (c >= 0xfdd0 && c <= 0xfdef)
                || (c & 0xfffe) == 0xfffe;
    }

    private static boolean turnsDirection(int c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }
}
