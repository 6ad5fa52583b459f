package io.replicator.simulator.swarm;

import io.replicator.simulator.world.TraceEvent;

/** Prints the whole trace of a seed and its hash: the second JVM of a test. */
public final class TraceOfSeed {

    private TraceOfSeed() {}

    static String text(long seed) {
        Verdict verdict = Run.recorded(Draw.plan(seed, SwarmSettings.ANY));
        StringBuilder text = new StringBuilder();
        for (TraceEvent event : verdict.world().trace().lines()) {
            text.append(event).append('\n');
        }
        return text.append(Long.toHexString(verdict.world().trace().hash()))
                .append('\n')
                .toString();
    }

    public static void main(String[] seeds) {
        for (String seed : seeds) {
            System.out.print(text(Long.parseLong(seed)));
        }
    }
}
