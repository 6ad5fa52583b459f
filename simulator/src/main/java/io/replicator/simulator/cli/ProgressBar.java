package io.replicator.simulator.cli;

import io.replicator.simulator.swarm.Campaign;
import java.util.Locale;

/** How far a campaign has got, in a line. */
final class ProgressBar {

    private static final int WIDTH = 24;
    private static final double SECONDS_IN_MINUTE = 60;
    private static final double LONG_SECONDS = 2 * SECONDS_IN_MINUTE;

    private ProgressBar() {}

    /**
     * @param seconds since it began
     */
    static String of(Campaign.Progress progress, double seconds) {
        double share = progress.seeds() / (double) progress.of();
        int full = (int) (share * WIDTH);
        return String.format(
                Locale.ROOT,
                "[%s%s] %,d of %,d worlds, %,.0f/s, %,.0f events/s%s",
                "#".repeat(full),
                ".".repeat(WIDTH - full),
                progress.seeds(),
                progress.of(),
                progress.seeds() / seconds,
                progress.events() / seconds,
                progress.seeds() == 0 ? "" : ", " + span(seconds * (1 - share) / share) + " left");
    }

    private static String span(double seconds) {
        return seconds < LONG_SECONDS
                ? String.format(Locale.ROOT, "%.0f s", seconds)
                : String.format(Locale.ROOT, "%,.0f min", seconds / SECONDS_IN_MINUTE);
    }
}
