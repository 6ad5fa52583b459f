package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Cluster;
import java.util.function.BiFunction;

/** Makes texts fit. Whatever is cut here stands in full in {@code report.json}. */
final class Labels {

    /** What people still read of one text. */
    private static final int MOST_TO_READ = 600;

    private static final double USUAL_WIDTH = 0.6;
    private static final double NARROW_WIDTH = 0.36;
    private static final double WIDE_WIDTH = 1.05;

    private Labels() {}

    /** The text, or its beginning and how long it was. */
    static String toRead(String text) {
        int length = text.codePointCount(0, text.length());
        return length <= MOST_TO_READ
                ? text
                : cut(text, MOST_TO_READ - 100) + " (" + Numbers.count(length) + " characters in all)";
    }

    static String cut(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, Math.max(1, most - 1))) + "…";
    }

    /** Keeps both ends, as long ids differ at either. */
    static String cutMiddle(String text, int most) {
        int length = text.codePointCount(0, text.length());
        if (length <= most) {
            return text;
        }
        int head = Math.max(1, most / 2);
        int tail = Math.max(0, most - head - 1);
        return text.substring(0, text.offsetByCodePoints(0, head))
                + "…"
                + text.substring(text.offsetByCodePoints(text.length(), -tail));
    }

    /** What of a name fits into so many pixels. */
    static String fitting(String text, double pixels, double fontSize) {
        return fitting(text, pixels, fontSize, Labels::cutMiddle);
    }

    /** What of a sentence fits into so many pixels. */
    static String beginning(String text, double pixels, double fontSize) {
        return fitting(text, pixels, fontSize, Labels::cut);
    }

    private static String fitting(
            String text, double pixels, double fontSize, BiFunction<String, Integer, String> cutting) {
        int most = text.codePointCount(0, text.length());
        String shown = text;
        while (most > 1 && width(shown, fontSize) > pixels) {
            // A long text comes down fast, and no letter is lost that would have had room.
            most = Math.min(most - 1, (int) (pixels / (fontSize * NARROW_WIDTH)));
            shown = cutting.apply(text, Math.max(1, most));
        }
        return shown;
    }

    /** An upper guess of the width in pixels: the page comes with no font of its own. */
    static double width(String text, double fontSize) {
        return text.codePoints().mapToDouble(Labels::widthOf).sum() * fontSize;
    }

    private static double widthOf(int c) {
        if (c >= 0x1100 || c == 'm' || c == 'w' || c == 'M' || c == 'W' || c == '%') {
            return c >= 0x2000 && c < 0x2300 ? USUAL_WIDTH : WIDE_WIDTH;
        }
        return "ilj.,:;|!'()[] ".indexOf(c) >= 0 ? NARROW_WIDTH : USUAL_WIDTH;
    }

    /** A node's name without that of its cluster, beside which it stands. */
    static String ofNode(Cluster cluster, String node) {
        int length = cluster.name().length();
        return node.startsWith(cluster.name())
                        && node.length() > length + 1
                        && "-/._:".indexOf(node.charAt(length)) >= 0
                ? node.substring(length + 1)
                : node;
    }
}
