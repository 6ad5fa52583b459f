package io.replicator.libp2p.fuzz;

import io.replicator.libp2p.process.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs one target under Jazzer, which is libFuzzer for the JVM, in a process of its own: coverage is counted for a whole
 * JVM, and what a target does to its memory is nobody else's trouble.
 *
 * @param target has the methods {@code fuzzerTestOneInput(byte[])} and {@code seeds()}
 * @param inputs how many are tried at most
 * @param time how long at most
 * @param seed of the fuzzer's random numbers
 */
record Fuzzer(Class<?> target, long inputs, Duration time, long seed) {

    /** Inputs longer than this only cost time. */
    private static final int MAX_INPUT_BYTES = 4096;

    /** How long a JVM may take beyond the time of its work. */
    private static final Duration GRACE = Duration.ofMinutes(3);

    /** With fewer inputs than this, what the optimising compiler costs never comes back. */
    private static final long INPUTS_WORTH_OPTIMISING = 100_000;

    /** Seconds for one input, beyond which it is taken for one that hangs: very slow machines take their time, too. */
    private static final int SECONDS_FOR_AN_INPUT = 120;

    /** Inputs that once broke something, by target: tried first. */
    private static final Path KEPT = Path.of("src", "test", "fuzz");

    private static final Pattern TRIED = Pattern.compile("^#(\\d+)\\s+DONE\\s+cov: (\\d+)", Pattern.MULTILINE);
    private static final Pattern FOUND =
            Pattern.compile("== Java (?:Assertion Error|Exception): (.*?)\\n.*?Base64: (\\S*)", Pattern.DOTALL);
    /** Hangs, too much memory, and what ends the JVM itself. */
    private static final Pattern FATAL = Pattern.compile("ERROR: libFuzzer: (.*?)\\n.*?Base64: (\\S*)", Pattern.DOTALL);

    /**
     * What came of it.
     *
     * @param inputs how many were tried
     * @param coverage how many branches of our code they reached
     * @param finding what broke and the bytes that did it, in Base64; empty if nothing did
     */
    record Result(long inputs, long coverage, String finding) {}

    Result run() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of("target", "fuzz", target.getSimpleName()));
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        writeSeeds(corpus);
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(command(folder, corpus))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(time.plus(GRACE).toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(target.getSimpleName() + " hangs: " + log);
            }
        } finally {
            process.destroyForcibly();
        }
        return result(Files.readString(log, StandardCharsets.ISO_8859_1), log);
    }

    private List<String> command(Path folder, Path corpus) {
        List<String> command = ChildJvm.command(
                List.of(
                        "-Xmx512m",
                        inputs < INPUTS_WORTH_OPTIMISING ? ChildJvm.SHORT_LIVED : "-XX:+TieredCompilation",
                        "-XX:+EnableDynamicAgentLoading"),
                "com.code_intelligence.jazzer.Jazzer");
        command.addAll(List.of(
                "--target_class=" + target.getName(),
                "--instrumentation_includes=io.replicator.libp2p.**",
                // They guard against deserialisation, SQL and the like, of which there is nothing here, and disturb
                // Netty.
                "--custom_hook_excludes=**",
                "--reproducer_path=" + folder,
                "-runs=" + inputs,
                "-max_total_time=" + time.toSeconds(),
                "-seed=" + seed,
                "-max_len=" + MAX_INPUT_BYTES,
                "-timeout=" + SECONDS_FOR_AN_INPUT,
                "-print_final_stats=1",
                "-artifact_prefix=" + folder + "/",
                corpus.toString()));
        return command;
    }

    private void writeSeeds(Path corpus) throws IOException {
        int number = 0;
        for (byte[] input : seeds()) {
            Files.write(corpus.resolve("seed-" + number++), input);
        }
        Path kept = KEPT.resolve(target.getSimpleName());
        if (Files.isDirectory(kept)) {
            try (Stream<Path> files = Files.list(kept)) {
                files.forEach(file -> copy(file, corpus.resolve("kept-" + file.getFileName())));
            }
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.write(to, Files.readAllBytes(from));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private List<byte[]> seeds() {
        try {
            return (List<byte[]>) target.getMethod("seeds").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(target + " has no seeds", e);
        }
    }

    private Result result(String output, Path log) throws IOException {
        for (Pattern pattern : List.of(FOUND, FATAL)) {
            Matcher finding = pattern.matcher(output);
            if (finding.find()) {
                return new Result(
                        0, 0, finding.group(1) + ", by the bytes (Base64) " + finding.group(2) + ", see " + log);
            }
        }
        Matcher tried = TRIED.matcher(output);
        if (!tried.find()) {
            throw new IOException("the fuzzer did not run to its end, see " + log);
        }
        return new Result(Long.parseLong(tried.group(1)), Long.parseLong(tried.group(2)), "");
    }
}
