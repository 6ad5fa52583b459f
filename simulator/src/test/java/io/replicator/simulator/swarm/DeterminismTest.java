package io.replicator.simulator.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
        assertSame(first, here());
    }

    /** Says where two traces part rather than both of them whole. */
    private static void assertSame(String expected, String actual) {
        assertEquals(sha256(expected), sha256(actual), () -> {
            List<String> one = expected.lines().toList();
            List<String> other = actual.lines().toList();
            int line = 0;
            while (line < Math.min(one.size(), other.size()) && one.get(line).equals(other.get(line))) {
                line++;
            }
            return "line " + (line + 1) + ": " + at(one, line) + System.lineSeparator() + "but    " + at(other, line);
        });
    }

    private static String at(List<String> lines, int line) {
        return line < lines.size() ? lines.get(line) : "(the end)";
    }

    private static String sha256(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With another collector, another number of processors and in another country. */
    @Test
    void anotherJvmHasTheSameTrace() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:ActiveProcessorCount=1",
                "-Duser.language=de",
                "-Duser.country=DE",
                "-Duser.timezone=Asia/Kathmandu",
                "-cp",
                System.getProperty("java.class.path"),
                TraceOfSeed.class.getName());
        SEEDS.forEach(seed -> builder.command().add(seed.toString()));
        Process other = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String there = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, other.waitFor());
        assertSame(here(), there);
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
