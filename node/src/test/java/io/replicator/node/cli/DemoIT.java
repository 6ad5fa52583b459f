package io.replicator.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration as people run it: the packaged jar, real processes, real requests. */
class DemoIT {

    private static final Pattern NODE = Pattern.compile("(cluster-\\d-node-\\d) +(http://\\S+) +(\\d+)");

    @TempDir
    Path folder;

    private @Nullable Process demo;

    @AfterEach
    void kill() {
        if (demo != null) {
            demo.descendants().forEach(ProcessHandle::destroyForcibly);
            demo.destroyForcibly();
        }
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(f -> f.getFileName().toString().matches("replicator-node-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Path start(String... arguments) throws IOException {
        Path output = folder.resolve("output");
        List<String> java =
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-jar");
        List<String> line = Stream.of(java.stream(), Stream.of(jar().toString(), "demo"), Stream.of(arguments))
                .flatMap(words -> words)
                .toList();
        demo = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return output;
    }

    private static String text(Path output) throws IOException {
        return Files.readString(output);
    }

    @Test
    void showsWhatItPromisesAndLeavesNothingBehind() throws Exception {
        Path output = start();
        Process running = Objects.requireNonNull(demo);
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> text(output).contains("Ctrl-C stops all nodes.") || !running.isAlive());
        String shown = text(output);

        List<MatchResult> nodes = NODE.matcher(shown).results().toList();
        assertEquals(6, nodes.size(), shown);
        assertTrue(shown.matches("(?s).*get greeting-\\S+ --node \\S+\n    Hello, world\n.*"), shown);
        Matcher winner = Pattern.compile("get contested-\\S+ --node \\S+\n    (first|second)\n")
                .matcher(shown);
        assertTrue(winner.find(), shown);
        assertEquals(
                1,
                Pattern.compile("already taken, with another value")
                        .matcher(shown)
                        .results()
                        .count(),
                shown);

        List<ProcessHandle> processes = nodes.stream()
                .map(node -> ProcessHandle.of(Long.parseLong(node.group(3))).orElseThrow())
                .toList();
        Matcher data = Pattern.compile("logs and data: (\\S+)").matcher(shown);
        assertTrue(data.find(), shown);
        assertTrue(Files.exists(Path.of(data.group(1), "cluster-2-node-3.log")));
        running.destroy();
        assertTrue(running.waitFor(20, TimeUnit.SECONDS), text(output));
        assertTrue(processes.stream().noneMatch(ProcessHandle::isAlive), text(output));
        assertFalse(Files.exists(Path.of(data.group(1))), text(output));
    }

    @Test
    void showsTheLogOfTheNodeThatDoesNotStart() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("cluster-1-node-1"), "a file where the node's folder should be");
        Path output = start("--data", data.toString());
        Process running = Objects.requireNonNull(demo);
        assertTrue(running.waitFor(60, TimeUnit.SECONDS), text(output));
        assertEquals(ExitCode.FAILED, running.exitValue(), text(output));
        assertTrue(text(output).contains("replicator: cluster-1-node-1 ended at once. The end of "), text(output));
        assertTrue(text(output).contains("  | replicator: "), text(output));
        assertEquals(0, running.descendants().count());
    }
}
