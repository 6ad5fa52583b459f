package io.replicator.libp2p.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Measures this stack beside go-libp2p over loopback TCP, Noise and Yamux: one after the other, several rounds, so that
 * both meet the same weather. Each has both hosts in one process. The JVM runs the work some times before it is measured,
 * for it compiles what a handshake needs only after thousands; each round of Go has a process of its own, which needs no such
 * thing.
 *
 * <pre>Benchmark [ROUNDS]</pre>
 *
 * <p>Run in the folder of the module; needs Go.
 */
public final class Benchmark {

    private static final int WARM_UPS = 8;
    private static final Path GO_BENCH = Path.of("target/interop/bench").toAbsolutePath();

    /** Units a second in each round, and what the heap gave for one unit in the last. */
    private static final class Row {
        private final List<Double> go = new ArrayList<>();
        private final List<Double> here = new ArrayList<>();
        private long allocated;
    }

    private final Map<String, Row> rows = new LinkedHashMap<>();

    private Benchmark() {}

    /** Builds the Go program, warms up, measures and prints a table. */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length == 0 ? 5 : Integer.parseInt(arguments[0]);
        run(List.of("go", "build", "-o", GO_BENCH.toString(), "./bench"), Path.of("src/test/go"));
        Benchmark benchmark = new Benchmark();
        try (Workload workload = new Workload()) {
            for (int round = 0; round < WARM_UPS; round++) {
                benchmark.measureHere(workload);
            }
            benchmark.rows.clear();
            for (int round = 1; round <= rounds; round++) {
                benchmark.measureGo();
                benchmark.measureHere(workload);
                System.err.println("round " + round + " of " + rounds);
            }
        }
        benchmark.print();
    }

    private Row row(String name) {
        return rows.computeIfAbsent(name, _ -> new Row());
    }

    private void measureGo() throws IOException, InterruptedException {
        for (String line : run(List.of(GO_BENCH.toString()), Path.of("."))) {
            String[] words = line.split(" ", 2);
            row(words[0]).go.add(Double.parseDouble(words[1]));
        }
    }

    private void measureHere(Workload workload) throws Exception {
        for (Workload.Part part : workload.parts()) {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getTotalThreadAllocatedBytes();
            long start = System.nanoTime();
            part.work().run();
            double seconds = (System.nanoTime() - start) / 1e9;
            Row row = row(part.name());
            row.here.add(part.count() / seconds);
            row.allocated = (threads.getTotalThreadAllocatedBytes() - before) / part.count();
        }
    }

    private static List<String> run(List<String> command, Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + status);
        }
        return lines;
    }

    /** The ratio is that of the medians. */
    private void print() {
        System.out.printf(
                Locale.ROOT,
                "%-24s %-34s %-34s %8s %s%n",
                "units a second",
                "go-libp2p",
                "here",
                "ratio",
                "heap bytes a unit, both ends");
        rows.forEach((name, row) -> System.out.printf(
                Locale.ROOT,
                "%-24s %-34s %-34s %8s %,d%n",
                name,
                list(row.go),
                list(row.here),
                row.go.isEmpty() ? "" : String.format(Locale.ROOT, "%.2f", median(row.here) / median(row.go)),
                row.allocated));
    }

    private static String list(List<Double> rates) {
        return rates.stream()
                .map(rate -> String.format(Locale.ROOT, "%.0f", rate))
                .collect(Collectors.joining(" "));
    }

    private static double median(List<Double> rates) {
        return rates.stream().sorted().toList().get(rates.size() / 2);
    }
}
