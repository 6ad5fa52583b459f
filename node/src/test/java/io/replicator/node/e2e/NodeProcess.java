package io.replicator.node.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One node as a process of its own, with its data folder, its log, and the HTTP port that it keeps. */
final class NodeProcess {

    private static final Pattern ADDRESS =
            Pattern.compile("^\\s*(/ip4/127\\.0\\.0\\.1/tcp/\\d+/p2p/\\S+)\\s*$", Pattern.MULTILINE);

    final String cluster;
    final int httpPort;
    final Path data;
    final Path log;
    private final List<String> arguments;
    private @Nullable Process process;

    NodeProcess(String cluster, int httpPort, Path folder, List<String> arguments) {
        this.cluster = cluster;
        this.httpPort = httpPort;
        this.data = folder.resolve("data");
        this.log = folder.resolve("log.txt");
        this.arguments = arguments;
    }

    void start() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "io.replicator.node.app.Main",
                "node",
                "-cid",
                cluster,
                "-http",
                Integer.toString(httpPort),
                "--data",
                data.toString()));
        command.addAll(arguments);
        try {
            Files.createDirectories(log.getParent());
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address that others connect to, once it is printed; null before. */
    @Nullable
    String address() {
        Matcher found = ADDRESS.matcher(log());
        String last = null;
        while (found.find()) {
            last = found.group(1);
        }
        return last;
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + httpPort + path);
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

    String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return cluster + ":" + httpPort;
    }
}
