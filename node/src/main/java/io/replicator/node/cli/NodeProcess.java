package io.replicator.node.cli;

import io.replicator.client.NodeStatus;
import io.replicator.client.ReplicatorClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node in a process of its own, whose output goes to a file. */
final class NodeProcess {

    private static final Pattern ADDRESS = Pattern.compile("/\\S+/tcp/[0-9]+/p2p/[A-Za-z0-9]+");
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int TAIL_LINES = 15;

    private final String name;
    private final String cluster;
    private final String url;
    private final Path log;
    private final List<String> flags;
    private final Process process;

    private NodeProcess(String name, String cluster, String url, Path log, List<String> flags, Process process) {
        this.name = name;
        this.cluster = cluster;
        this.url = url;
        this.log = log;
        this.flags = flags;
        this.process = process;
    }

    /**
     * Starts a node; the log is written anew.
     *
     * @param flags of the command {@code node}
     */
    static NodeProcess start(
            ReplicatorProgram program, String name, String cluster, int port, Path log, List<String> flags)
            throws IOException {
        Process process = program.node(flags)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new NodeProcess(name, cluster, "http://127.0.0.1:" + port, log, flags, process);
    }

    String name() {
        return name;
    }

    String cluster() {
        return cluster;
    }

    String url() {
        return url;
    }

    Path log() {
        return log;
    }

    List<String> flags() {
        return flags;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Runs when the process has ended, however. */
    void onExit(Runnable action) {
        var _ = process.onExit().thenRun(action);
    }

    /**
     * Waits until the node has printed the multiaddress that others reach it at.
     *
     * @throws CommandFailure with the end of its log if it ends before, or takes too long
     */
    String awaitAddress(Duration timeout) throws CommandFailure, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            boolean alive = process.isAlive();
            Matcher matcher = ADDRESS.matcher(text());
            if (matcher.find()) {
                return matcher.group();
            }
            if (!alive || System.nanoTime() > end) {
                throw failure(alive ? "prints no address" : "ended at once");
            }
            Thread.sleep(POLL);
        }
    }

    /**
     * Waits until the node says that it is ready.
     *
     * @throws CommandFailure with the end of its log if it ends before, or takes too long
     */
    void awaitReady(Duration timeout) throws CommandFailure, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        String reason = "does not answer at " + url;
        try (ReplicatorClient client = ReplicatorClient.builder()
                .node(url)
                .deadline(Duration.ofSeconds(2))
                .connectPatience(Duration.ZERO)
                .build()) {
            while (true) {
                boolean alive = process.isAlive();
                try {
                    NodeStatus status = client.status();
                    if (status.ready()) {
                        return;
                    }
                    reason = "is not ready: " + status.reason();
                } catch (ReplicatorClient.UnavailableException e) {
                    // Not listening yet, most likely; the end of the time tells.
                }
                if (!alive || System.nanoTime() > end) {
                    throw failure(alive ? reason : "has ended");
                }
                Thread.sleep(POLL);
            }
        }
    }

    private CommandFailure failure(String what) {
        List<String> lines = text().lines().toList();
        List<String> tail = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
        return new CommandFailure(
                ExitCode.FAILED,
                name + " " + what + ". The end of " + log + ":" + System.lineSeparator()
                        + String.join(
                                System.lineSeparator(),
                                tail.stream().map(l -> "  | " + l).toList()));
    }

    private String text() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    /** Asks the process to end; it finishes what is in flight. */
    void stop() {
        process.destroy();
    }

    /** Waits for the end, and enforces it when the time is over. */
    void awaitEnd(Duration timeout) throws InterruptedException {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** The exit code, once the process has ended. */
    Optional<Integer> exitCode() {
        return process.isAlive() ? Optional.empty() : Optional.of(process.exitValue());
    }
}
