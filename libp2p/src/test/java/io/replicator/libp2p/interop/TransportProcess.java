package io.replicator.libp2p.interop;

import io.replicator.libp2p.process.ChildJvm;
import io.replicator.libp2p.unified.TransportProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A transport test program as a process, started as the harness starts it. Closing it ends the process. */
final class TransportProcess implements AutoCloseable {

    private static final long MAX_SECONDS = 40;

    /** That of this stack. */
    static final List<String> OURS =
            List.copyOf(ChildJvm.command(List.of(ChildJvm.SHORT_LIVED), TransportProgram.class.getName()));

    private final Process process;
    private final Path out;
    private final Path err;

    private TransportProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** What a program has said when it ended. */
    record Result(int exitCode, String out, String err) {}

    /** Starts a program; its output goes into the folder. */
    static TransportProcess start(List<String> command, Map<String, String> environment, Path folder)
            throws IOException {
        Path out = Files.createTempFile(folder, "transport", ".out");
        Path err = Files.createTempFile(folder, "transport", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new TransportProcess(builder.start(), out, err);
    }

    /** The environment of a test over TCP with Yamux. */
    static Map<String, String> environment(boolean isDialer, String redis, String testKey, String secureChannel) {
        return new HashMap<>(Map.of(
                "TRANSPORT",
                "tcp",
                "MUXER",
                "yamux",
                "SECURE_CHANNEL",
                secureChannel,
                "IS_DIALER",
                Boolean.toString(isDialer),
                "LISTENER_IP",
                "127.0.0.1",
                "REDIS_ADDR",
                redis,
                "TEST_KEY",
                testKey,
                "DEBUG",
                "false"));
    }

    /** Waits until it has ended. */
    Result result() throws IOException, InterruptedException {
        if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the program does not end: " + this);
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** What it has logged so far. */
    @Override
    public String toString() {
        try {
            return Files.readString(err);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
