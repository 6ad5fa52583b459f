package io.replicator.simulator.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same seed does the same, byte for byte: in one JVM and in two. */
class DeterminismTest {

    private static final List<Long> SEEDS = List.of(3L, 17L, 1290L);

    private static String here() {
        StringBuilder text = new StringBuilder();
        SEEDS.forEach(seed -> text.append(TraceOfSeed.text(seed)));
        return text.toString();
    }

    @Test
    void aSeedHasOneTrace() {
        String first = here();
        assertTrue(first.lines().count() > 1_000, "the traces are too short to show anything");
        assertEquals(first, here());
    }

    @Test
    void anotherJvmHasTheSameTrace() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                TraceOfSeed.class.getName());
        SEEDS.forEach(seed -> builder.command().add(seed.toString()));
        Process other = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String there = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, other.waitFor());
        assertEquals(here(), there);
    }

    @Test
    void recordingChangesNothing() {
        for (long seed : SEEDS) {
            Plan plan = Draw.plan(seed, SwarmSettings.ANY);
            assertEquals(
                    Run.of(plan).world().trace().hash(),
                    Run.recorded(plan).world().trace().hash());
        }
    }

    @Test
    void anotherSeedHasAnotherTrace() {
        assertNotEquals(
                Run.of(Draw.plan(3, SwarmSettings.ANY)).world().trace().hash(),
                Run.of(Draw.plan(4, SwarmSettings.ANY)).world().trace().hash());
    }
}
