package io.replicator.simulator.cli;

import io.replicator.simulator.swarm.Plan;
import io.replicator.simulator.swarm.Tally;
import io.replicator.simulator.swarm.Verdict;
import io.replicator.simulator.world.World;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A campaign in a few lines. */
final class SimulateSummary {

    private static final double MICROS_PER_SECOND = 1e6;
    private static final double MICROS_PER_HOUR = 3_600e6;
    private static final int MOST_SEEDS = 20;

    private SimulateSummary() {}

    static String of(Tally tally, double seconds, int jobs) {
        return String.format(
                        Locale.ROOT,
                        """
                        %,d worlds in %.1f s (%,.0f/s, %d at a time), %.1f h of virtual time
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
                        shares(tally.readAnswers()))
                + failures(tally);
    }

    /** The seeds that broke a promise, those of each property in a line. */
    private static String failures(Tally tally) {
        StringBuilder text = new StringBuilder();
        tally.broken().forEach((property, count) -> {
            String seeds = tally.allFailed().stream()
                    .filter(failed -> failed.property().equals(property))
                    .limit(MOST_SEEDS)
                    .map(failed -> Long.toString(failed.seed()))
                    .collect(Collectors.joining(", "));
            text.append(String.format(
                    Locale.ROOT,
                    "%nBROKEN  %s in %,d %s: seed %s%s",
                    property,
                    count,
                    count == 1 ? "world" : "worlds",
                    seeds,
                    count > MOST_SEEDS ? ", ..." : ""));
        });
        return text.toString();
    }

    /** One world in a line. */
    static String ofOne(Verdict verdict) {
        Plan plan = verdict.plan();
        World world = verdict.world();
        return String.format(
                Locale.ROOT,
                "Seed %d: clusters of %s, %d faults, %d client calls, %,d events, %.1f s of virtual time, trace %s",
                plan.seed(),
                plan.topology(),
                plan.faults().size(),
                plan.steps().size(),
                world.trace().events(),
                world.time() / MICROS_PER_SECOND,
                TraceFile.hash(verdict));
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
