package io.replicator.libp2p.interop;

import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A go-libp2p host in a process of its own, built from {@code src/test/go} and driven line by line. Closing it ends the
 * process.
 */
public final class GoPeer implements AutoCloseable {

    private static final Path SOURCES = Path.of("src/test/go");
    private static final Path BINARY = Path.of("target/interop-go");

    private final Process process;
    private final PrintWriter commands;
    private final BufferedReader answers;
    private final GoAnswer listening;

    private GoPeer(Process process) throws IOException {
        this.process = process;
        this.commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.listening = readAnswer();
    }

    /**
     * Builds the program if need be and starts it.
     *
     * @param arguments see {@code main.go}
     */
    public static GoPeer start(String... arguments) throws IOException {
        build();
        List<String> command = new ArrayList<>(List.of(BINARY.toAbsolutePath().toString()));
        command.addAll(Arrays.asList(arguments));
        return new GoPeer(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Skips the calling test, loudly, if Go is missing; fails it if Go is required. */
    public static void assumeGo() {
        if (isGoInstalled()) {
            return;
        }
        String reason = "The tests against go-libp2p need the Go toolchain 1.26 or later on the PATH"
                + " (https://go.dev/dl/, or \"apt-get install golang\"); without it nothing shows that this stack"
                + " talks to others. REPLICATOR_REQUIRE_GO=true makes its absence a failure.";
        if (Boolean.getBoolean("REPLICATOR_REQUIRE_GO")
                || Boolean.parseBoolean(System.getenv().getOrDefault("REPLICATOR_REQUIRE_GO", "false"))) {
            throw new AssertionError(reason);
        }
        System.err.println("\n*** SKIPPED: " + reason + "\n");
        Assumptions.abort(reason);
    }

    /** Executes a command and waits for its answer; the program limits the time. */
    public GoAnswer execute(String... words) throws IOException {
        commands.println(String.join(" ", words));
        return readAnswer();
    }

    public PeerId peerId() {
        return PeerId.parse(listening.text("peer"));
    }

    /** With the {@code /p2p} tail. */
    public List<Multiaddr> addresses() {
        return listening.texts("addresses").stream().map(Multiaddr::parse).toList();
    }

    @Override
    public void close() {
        commands.close();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private GoAnswer readAnswer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the Go program has ended");
        }
        return new GoAnswer(line);
    }

    private static boolean isGoInstalled() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "go")));
    }

    private static synchronized void build() throws IOException {
        if (isUpToDate()) {
            return;
        }
        Process build = new ProcessBuilder(
                        "go", "build", "-o", BINARY.toAbsolutePath().toString(), ".")
                .directory(SOURCES.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (build.waitFor() != 0) {
                throw new IOException("go build failed:\n" + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted during go build", e);
        }
    }

    private static boolean isUpToDate() throws IOException {
        if (!Files.exists(BINARY)) {
            return false;
        }
        try (Stream<Path> sources = Files.list(SOURCES)) {
            return sources.map(GoPeer::modified).allMatch(time -> time < modified(BINARY));
        }
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
