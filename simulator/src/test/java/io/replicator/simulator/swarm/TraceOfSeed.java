package io.replicator.simulator.swarm;

import io.replicator.simulator.world.TraceEvent;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

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
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String seed : seeds) {
            out.print(text(Long.parseLong(seed)));
        }
        out.flush();
    }
}
