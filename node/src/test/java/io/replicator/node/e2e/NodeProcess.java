package io.replicator.node.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One node as a process of its own, with its data folder, its log, and the HTTP port that it keeps. */
final class NodeProcess {

    private static final Pattern ADDRESS =
            Pattern.compile("^\\s*(/ip4/127\\.0\\.0\\.1/tcp/\\d+/p2p/\\S+)\\s*$", Pattern.MULTILINE);
    /** Nobody listens there. */
    private static final int NO_PORT = 1;

    private static final Pattern HTTP = Pattern.compile("^HTTP: http://127\\.0\\.0\\.1:(\\d+)$", Pattern.MULTILINE);

    final Path log;
    private final String name;
    private final Path workingFolder;
    private final List<String> arguments;
    private final Map<String, String> environment;
    private @Nullable Process process;
    private volatile long logAtStart;
    private volatile int httpPort;

    /**
     * @param name of the log, and in messages
     * @param arguments as a person types them
     */
    NodeProcess(Path workingFolder, String name, List<String> arguments) {
        this(workingFolder, name, arguments, Map.of());
    }

    /** @param environment what it has besides that of this process */
    NodeProcess(Path workingFolder, String name, List<String> arguments, Map<String, String> environment) {
        this.workingFolder = workingFolder;
        this.name = name;
        this.log = workingFolder.resolve(name + ".log");
        this.arguments = arguments;
        this.environment = environment;
    }

    void start() {
        try {
            Files.createDirectories(workingFolder);
            logAtStart = Files.exists(log) ? Files.size(log) : 0;
            httpPort = 0;
            ProcessBuilder builder = new ProcessBuilder(NodeJvm.command(arguments))
                    .directory(workingFolder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address that others connect to, once it is printed; null before. */
    @Nullable
    String address() {
        return lastPrinted(ADDRESS);
    }

    private @Nullable String lastPrinted(Pattern pattern) {
        Matcher found = pattern.matcher(output());
        String last = null;
        while (found.find()) {
            last = found.group(1);
        }
        return last;
    }

    /** Leads nowhere while the node has not printed its HTTP port. */
    URI url(String path) {
        if (httpPort == 0) {
            String port = lastPrinted(HTTP);
            httpPort = port == null ? 0 : Integer.parseInt(port);
        }
        return URI.create("http://127.0.0.1:" + (httpPort == 0 ? NO_PORT : httpPort) + path);
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** As {@code kill -9} does. */
    void kill() {
        end(true);
    }

    /** As {@code kill} does; returns the exit code. */
    int terminate() {
        return end(false);
    }

    /** As {@code kill -STOP} does: the process does nothing any more, and its sockets stay. */
    void pause() {
        signal("-STOP");
    }

    /** As {@code kill -CONT} does. */
    void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("cannot send " + signal + " to " + this);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the process to end by itself; returns the exit code. */
    int awaitExit(Duration timeout) {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("never started: " + this);
        }
        try {
            if (!running.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(this + " still runs after " + timeout + ": " + output());
            }
            return running.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private int end(boolean forcibly) {
        Process running = process;
        if (running == null) {
            return 0;
        }
        if (forcibly) {
            running.destroyForcibly();
        } else {
            running.destroy();
        }
        try {
            if (!running.waitFor(20, TimeUnit.SECONDS)) {
                running.destroyForcibly();
                throw new IllegalStateException("the node did not end: " + log);
            }
            return running.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    long pid() {
        return process == null ? -1 : process.pid();
    }

    /** What the process has printed and logged since it was last started. */
    String output() {
        try {
            if (!Files.exists(log)) {
                return "";
            }
            byte[] all = Files.readAllBytes(log);
            int from = (int) Math.min(logAtStart, all.length);
            return new String(all, from, all.length - from, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
