package io.replicator.chaos.scenario;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.chaos.image.Images;
import io.replicator.simulator.containers.Docker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code replicator load --containers}, as a person runs it. */
@OnOwnNetwork
class LoadCommandIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final List<Process> running = new ArrayList<>();

    /** A test that failed in the middle leaves a load that would go on for long. */
    @AfterEach
    void endAll() throws Exception {
        for (Process process : running) {
            process.destroy();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                networks().forEach(Docker::removeAll);
            }
        }
    }

    private Process load(String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.replicator.simulator.cli.Main",
                "load",
                "--containers",
                "--image",
                Images.node(),
                "--rate",
                "50",
                "--warm-up",
                "1s",
                "--report",
                folder.resolve("report").toString(),
                "--data",
                folder.resolve("data").toString()));
        command.addAll(List.of(flags));
        AtomicReference<@Nullable Process> started = new AtomicReference<>();
        // Somebody may type Ctrl-C. Once these tests are ending, this throws, and nothing is started any more.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            Process process = started.get();
            if (process != null) {
                process.destroy();
            }
        }));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        started.set(process);
        running.add(process);
        return process;
    }

    private Path log() {
        return folder.resolve("log");
    }

    private String output() throws IOException {
        return Files.readString(log());
    }

    private int end(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        System.out.println(output());
        return process.waitFor();
    }

    /** Ids of the networks whose data are in this folder. */
    private List<String> networks() throws IOException {
        Path data = folder.resolve("data");
        if (!Files.exists(data)) {
            return List.of();
        }
        try (var networks = Files.list(data)) {
            return networks.map(network -> network.getFileName().toString()).toList();
        }
    }

    /** Names of their containers. */
    private List<String> containersLeft() throws IOException {
        List<String> left = new ArrayList<>();
        for (String network : networks()) {
            left.addAll(Docker.run(
                            "ps", "-a", "--format", "{{.Names}}", "--filter", "label=io.replicator.network=" + network)
                    .lines()
                    .toList());
        }
        return left;
    }

    @Test
    void loadsBreaksHealsVerifiesAndCleansUp() throws Exception {
        Process process =
                load("--clusters", "2", "--nodes", "3", "--nemesis", "partition,latency,kill", "--duration", "12s");
        assertEquals(0, end(process));
        assertTrue(output().contains("All promises were kept"));
        assertTrue(output().contains("all nodes ready and in contact with all others within"));
        String page = Files.readString(folder.resolve("report/report.json"));
        assertTrue(page.contains("nothing is wrong any more"), "the faults are on the axis of the course");
        assertEquals(List.of(), containersLeft());
    }

    @Test
    void stillVerifiesAndCleansUpWhenItIsToldToEnd() throws Exception {
        Process process = load("--clusters", "1", "--nodes", "3", "--nemesis", "kill,pause", "--duration", "10m");
        await("the load").atMost(PATIENCE).until(() -> output().contains(" of 601 s:") || !process.isAlive());
        assertEquals(3 + 1 + 1, containersLeft().size(), "three nodes, a proxy, and what keeps the small disk");
        process.destroy();
        assertEquals(0, end(process));
        assertTrue(output().contains("stopped early"));
        assertTrue(output().contains("All promises were kept"));
        assertEquals(List.of(), containersLeft());
    }

    @Test
    void leavesNothingWhenItIsToldToEndBeforeTheLoad() throws Exception {
        Process process = load("--clusters", "1", "--nodes", "3");
        await("containers").atMost(PATIENCE).until(() -> !containersLeft().isEmpty());
        process.destroy();
        assertEquals(1, end(process));
        assertEquals(List.of(), containersLeft());
    }
}
