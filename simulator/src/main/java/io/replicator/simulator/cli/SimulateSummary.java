package io.replicator.simulator.cli;

import io.replicator.simulator.swarm.Tally;
import java.util.Locale;
import java.util.Map;

/** A campaign in a few lines. */
final class SimulateSummary {

    private static final double MICROS_PER_HOUR = 3_600e6;

    private SimulateSummary() {}

    static String of(Tally tally, double seconds, int jobs) {
        return String.format(
                Locale.ROOT,
                """
                %,d worlds in %.1f s (%.0f/s on %d threads), %.1f h of virtual time
                %,d events (%,.0f/s)
                stores  %s
                reads   %s""",
                tally.seeds(),
                seconds,
                tally.seeds() / seconds,
                jobs,
                tally.virtualMicros() / MICROS_PER_HOUR,
                tally.events(),
                tally.events() / seconds,
                shares(tally.storeAnswers()),
                shares(tally.readAnswers()));
    }

    private static String shares(Map<String, Long> answers) {
        StringBuilder text = new StringBuilder();
        answers.forEach((answer, count) -> text.append(text.isEmpty() ? "" : ", ")
                .append(answer)
                .append(' ')
                .append(String.format(Locale.ROOT, "%,d", count)));
        return text.isEmpty() ? "none" : text.toString();
    }
}
