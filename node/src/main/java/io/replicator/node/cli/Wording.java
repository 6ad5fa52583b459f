package io.replicator.node.cli;

import java.util.Locale;

/** Ids, times and sizes, short enough for a table. */
final class Wording {

    private static final int ID_HEAD = 6;
    private static final int ID_TAIL = 6;

    private Wording() {}

    /** A peer id or pid with its middle left out; the ends are enough to tell them apart. */
    static String shortId(String id) {
        return id.length() <= ID_HEAD + ID_TAIL + 1
                ? id
                : id.substring(0, ID_HEAD) + "…" + id.substring(id.length() - ID_TAIL);
    }

    static String age(long millis) {
        if (millis < 0) {
            return "never";
        }
        if (millis < 1_000) {
            return "now";
        }
        if (millis < 60_000) {
            return millis / 1_000 + " s";
        }
        return millis < 3_600_000 ? millis / 60_000 + " min" : millis / 3_600_000 + " h";
    }

    static String roundTrip(long micros) {
        return micros < 0 ? "-" : String.format(Locale.ROOT, "%.1f ms", micros / 1000.0);
    }

    static String size(long bytes) {
        if (bytes < 1 << 10) {
            return bytes + " B";
        }
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / (1024.0 * 1024));
    }
}
