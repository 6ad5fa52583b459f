package io.replicator.simulator.report;

import java.util.Locale;

/** Numbers for people. What is not a number is a dash. */
final class Numbers {

    static final String NONE = "–";

    private Numbers() {}

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static String count(long count, String one, String many) {
        return count(count) + " " + (count == 1 ? one : many);
    }

    /** Three digits that count, at least; for what ranges from microseconds to minutes. */
    static String figure(double value) {
        double size = Math.abs(value);
        return fixed(value, size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3);
    }

    static String millis(double millis) {
        return Double.isFinite(millis) ? figure(millis) + " ms" : NONE;
    }

    static String seconds(double seconds) {
        return Double.isFinite(seconds) ? figure(seconds) + " s" : NONE;
    }

    /** A span of time in the unit that reads best. */
    static String span(double millis) {
        return Math.abs(millis) >= 1000 ? seconds(millis / 1000) : millis(millis);
    }

    static String rate(double perSecond) {
        return Double.isFinite(perSecond) ? fixed(perSecond, Math.abs(perSecond) < 10 ? 1 : 0) + "/s" : NONE;
    }

    static String percent(long part, long whole) {
        if (whole <= 0) {
            return NONE;
        }
        double percent = 100.0 * part / whole;
        if (part > 0 && percent < 0.01) {
            return "< 0.01 %";
        }
        // Nothing but all is shown as 100 %.
        if (part < whole && percent > 99.99) {
            return "> 99.99 %";
        }
        return fixed(percent, percent == 100 || percent == 0 ? 0 : percent < 1 || percent > 99 ? 2 : 1) + " %";
    }

    static String fixed(double value, int decimals) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%,." + decimals + "f", value) : NONE;
    }

    /** How many decimals, up to three, tell values apart that are multiples of {@code step}. */
    static int decimals(double step) {
        return step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3;
    }

    /** For drawings: tenths of a pixel, in as few letters as can be. */
    static String coordinate(double value) {
        long tenths = Double.isFinite(value) ? Math.round(value * 10) : 0;
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : Double.toString(tenths / 10.0);
    }
}
