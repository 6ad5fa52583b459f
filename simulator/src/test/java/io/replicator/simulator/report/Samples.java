package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Check;
import io.replicator.simulator.report.Report.Cluster;
import io.replicator.simulator.report.Report.Contention;
import io.replicator.simulator.report.Report.Course;
import io.replicator.simulator.report.Report.Event;
import io.replicator.simulator.report.Report.Fact;
import io.replicator.simulator.report.Report.Failure;
import io.replicator.simulator.report.Report.Latency;
import io.replicator.simulator.report.Report.Link;
import io.replicator.simulator.report.Report.Point;
import io.replicator.simulator.report.Report.Share;
import io.replicator.simulator.report.Report.Span;
import io.replicator.simulator.report.Report.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Invented reports of all sizes. Run {@link #main} to look at them in a browser. */
final class Samples {

    private static final List<String> REGIONS =
            List.of("frankfurt", "virginia", "tokyo", "sydney", "são-paulo", "mumbai");

    private static final List<Check> CHECKS = List.of(
            new Check(
                    "At most one proposal is ever committed for a key", "protocol 4.1, invariant I1", 1_284_332, true),
            new Check("A node persists before it promises", "protocol 5.2", 88_120, true),
            new Check("Whoever was told “stored” is found by every later read", "protocol 6", 42_017, true),
            new Check("After the faults end, every node learns every committed key", "liveness L2", 12, true));

    private Samples() {}

    /**
     * @param arguments the folder to write to
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments.length == 0 ? "target/report-samples" : arguments[0]);
        for (Map.Entry<String, Report> sample : all().entrySet()) {
            System.out.println(ReportFiles.write(sample.getValue(), folder.resolve(sample.getKey()))
                    .page());
        }
    }

    static Map<String, Report> all() {
        Map<String, Report> all = new LinkedHashMap<>();
        all.put("calm", calm());
        all.put("chaos", chaos(40));
        all.put("storm", chaos(400));
        all.put("campaign", campaign());
        all.put("hundred", hundred());
        all.put("failure", failed(25, 8));
        all.put("long-failure", failed(600, 14));
        all.put("huge-failure", failed(5000, 38));
        all.put("empty", empty());
        all.put("hostile", hostile());
        return all;
    }

    static Report empty() {
        return report("Nothing was run", true, "No world was run, so no promise was broken.", List.of(), null, null);
    }

    static Report calm() {
        Random random = new Random(1);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            double warm = Math.min(1, (i + 3) / 10.0);
            points.add(new Point(
                    i * 0.5 + 0.25,
                    warm * (1180 + random.nextGaussian() * 40),
                    warm * (3120 + random.nextGaussian() * 70),
                    0,
                    1.4 + random.nextDouble() * 0.2 + 2 * (1 - warm),
                    4.1 + random.nextDouble() * 2.2 + 5 * (1 - warm)));
        }
        return new Report(
                "Load on three clusters of three, 60 s",
                new Verdict(true, "257,841 operations of 64 clients agree with one write-once register for each key."),
                "./replicator simulate load --clusters 3 --nodes 3 --seconds 60 --clients 64 --seed 20260728",
                facts(),
                clusters(3, 3),
                links(3),
                new Course(60, points, List.of()),
                List.of(
                        new Share("store", "stored", 69_882),
                        new Share("store", "taken", 1_217),
                        new Share("store", "refused", 0),
                        new Share("store", "unknown", 3),
                        new Share("read", "found", 180_412),
                        new Share("read", "missing", 6_327)),
                List.of(
                        new Latency("store", 71_102, 1.92, 1.51, 2.87, 5.12, 11.4, 38.1),
                        new Latency("read", 186_739, 0.48, 0.31, 0.92, 2.04, 4.9, 17.7)),
                List.of(
                        new Contention("contested/alpha", 64, "client-17 / 3f9a…c1", 2.8),
                        new Contention("contested/beta", 41, "client-2 / 91bb…07", 3.4),
                        new Contention("users/ada", 12, "client-40 / c0de…42", 1.9)),
                CHECKS,
                null);
    }

    static Report chaos(int faults) {
        Random random = new Random(faults);
        double seconds = 300;
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < faults; i++) {
            double from = random.nextDouble() * seconds * 0.85;
            String node = "c" + (1 + random.nextInt(5)) + "-n" + (1 + random.nextInt(5));
            spans.add(
                    switch (random.nextInt(5)) {
                        case 0 -> new Span("crash " + node, from, from);
                        case 1 -> new Span("partition c1 | c2 c3 c4 c5", from, from + 4 + random.nextDouble() * 20);
                        case 2 -> new Span("slow disk " + node, from, from + 2 + random.nextDouble() * 30);
                        case 3 -> new Span("pause " + node, from, from + 0.5 + random.nextDouble() * 6);
                        default -> new Span("loss 20 % to " + node, from, from + 5 + random.nextDouble() * 40);
                    });
        }
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            double second = (i + 0.5) * seconds / 2000;
            int wrong = (int) spans.stream()
                    .filter(s -> s.from() <= second && second <= s.to())
                    .count();
            boolean silent = second > 120 && second < 124;
            double kept = silent ? 0 : Math.max(0.05, 1 - 0.13 * wrong);
            points.add(new Point(
                    second,
                    kept * (820 + random.nextGaussian() * 40),
                    kept * (2210 + random.nextGaussian() * 90),
                    silent ? 0 : wrong * 12 * random.nextDouble(),
                    silent ? Double.NaN : 2.2 * (1 + wrong * 0.4) + random.nextDouble(),
                    silent ? Double.NaN : 9 * Math.pow(2.4, Math.min(6, wrong)) + random.nextDouble() * 6));
        }
        return new Report(
                "Chaos on five clusters of five, " + faults + " faults",
                new Verdict(
                        true,
                        "All " + faults + " faults later, every answer fits one history, and all nodes know the same."),
                "./replicator simulate chaos --clusters 5 --nodes 5 --seconds 300 --faults " + faults + " --seed 77",
                facts(),
                clusters(5, 5),
                links(5),
                new Course(seconds, points, spans),
                List.of(
                        new Share("store", "stored", 181_223),
                        new Share("store", "taken", 20_433),
                        new Share("store", "refused", 8_112),
                        new Share("store", "unknown", 611),
                        new Share("read", "found", 480_002),
                        new Share("read", "missing", 31_998),
                        new Share("read", "unavailable", 1_006)),
                List.of(
                        new Latency("store", 210_379, 14.2, 3.1, 22.4, 410, 1_840, 8_002),
                        new Latency("read", 513_006, 2.2, 0.8, 3.9, 61, 402, 4_123)),
                List.of(
                        new Contention("contested/alpha", 640, "client-17", 28.3),
                        new Contention("contested/" + "long".repeat(30), 410, "client-2", 1_203.9),
                        new Contention("contested/gamma", 3, "nobody yet", Double.NaN)),
                CHECKS,
                null);
    }

    static Report campaign() {
        return new Report(
                "10,000 worlds",
                new Verdict(true, "10,000 worlds with 1 to 9 clusters, and no promise was broken."),
                "./replicator simulate swarm --seeds 10000 --from 1",
                List.of(
                        new Fact("Worlds", "10,000"),
                        new Fact("Virtual time", "41 days"),
                        new Fact("Real time", "6 min 12 s"),
                        new Fact("Events", "812,003,114"),
                        new Fact("Faults", "1,204,882")),
                List.of(),
                List.of(),
                null,
                List.of(
                        new Share("store", "stored", 9_120_331),
                        new Share("store", "taken", 2_120_331),
                        new Share("store", "unknown", 801)),
                List.of(new Latency("store", 11_241_463, 182, 120, 391, 2_031, 8_200, 31_002)),
                List.of(),
                CHECKS,
                null);
    }

    static Report hundred() {
        return new Report(
                "Load on a hundred clusters of ten",
                new Verdict(true, "1,000 nodes agree."),
                "./replicator simulate load --clusters 100 --nodes 10 --seed 5",
                facts(),
                clusters(100, 10),
                links(100),
                null,
                List.of(new Share("store", "stored", 1_000)),
                List.of(new Latency("store", 1_000, 210, 201, 280, 312, 340, 351)),
                List.of(),
                CHECKS,
                null);
    }

    static Report failed(int count, int laneCount) {
        Random random = new Random(count);
        int clients = Math.max(2, laneCount / 4);
        int nodes = laneCount - clients;
        List<String> lanes = new ArrayList<>();
        IntStream.range(0, nodes).forEach(i -> lanes.add("cluster-" + (i / 3 + 1) + "-node-" + (i % 3 + 1)));
        IntStream.range(0, clients).forEach(i -> lanes.add("client " + (i + 1)));
        List<Event> events = new ArrayList<>();
        double[] lastAt = new double[laneCount];
        double now = 1042.5;
        for (int i = 1; i < count; i++) {
            now += random.nextInt(6) == 0 ? 0 : random.nextInt(23) == 0 ? 900 : random.nextInt(4000) / 1000.0;
            int lane = random.nextInt(nodes);
            int other = random.nextInt(laneCount);
            double sent = lastAt[other] > 0 && random.nextInt(3) > 0 ? lastAt[other] : now - random.nextDouble() * 5;
            sent = Math.min(sent, now);
            int client = nodes + random.nextInt(clients);
            events.add(
                    switch (random.nextInt(16)) {
                        case 0 ->
                            new Event(i, now, client, "call", "stores “users/ada” = 42, transaction t" + i, -1, 0);
                        case 1 -> new Event(i, now, client, "answer", "stored (transaction t" + i + ")", lane, sent);
                        case 2 -> new Event(i, now, lane, "crash", "crashes; what was not synced is lost", -1, 0);
                        case 3 -> new Event(i, now, lane, "start", "starts again from its journal", -1, 0);
                        case 4 -> new Event(i, now, lane, "sync", "has synced 3 records", -1, 0);
                        case 5 -> new Event(i, now, lane, "timer", "retries the proposal of “users/ada”", -1, 0);
                        case 6 -> new Event(i, now, lane, "lose", "Accept(users/ada, ballot 2.1) is lost", other, sent);
                        case 7 -> new Event(i, now, -1, "fault", "partition: cluster-1 | cluster-2", -1, 0);
                        case 8 -> new Event(i, now, lane, "pause", "is paused for 800 ms", -1, 0);
                        default ->
                            new Event(
                                    i,
                                    now,
                                    lane,
                                    "receive",
                                    "Promise(users/ada, ballot " + i + ".1, vote of ballot 1.2 for 3f9a…c1)",
                                    other,
                                    sent);
                    });
            lastAt[events.getLast().lane() < 0 ? 0 : events.getLast().lane()] = now;
        }
        events.add(new Event(
                count, now + 1.25, laneCount - 1, "break", "reads 43, but client 1 was told that 42 is stored", -1, 0));
        Failure failure = new Failure(
                "At most one proposal is ever committed for a key",
                "The key “users/ada” was committed twice: as 42 (transaction t3) in cluster-1, and as 43 (transaction t9)"
                        + " in cluster-2.",
                List.of(
                        "Seed 8812 broke it after 41,020 events with 7 clusters, 44 nodes and 31 faults.",
                        "Still broken with 2 clusters, " + nodes + " nodes, 2 keys and 3 faults: " + count + " events.",
                        "Without the crash of cluster-1-node-2 it holds."),
                lanes,
                events);
        return report("World 8812", false, "One key has two values.", clusters(2, 3), null, failure);
    }

    static Report hostile() {
        String bad = "<script>alert(1)</script>\"'&]]><!--"
                + "\0\u0001\u001b[31m\r\n\t\u007f\u0085\u202edoc\u2066\ufffe\ud800" + "\uD83D\uDE00 onload=x ";
        String veryLong = bad + "x".repeat(100_000);
        return new Report(
                veryLong,
                new Verdict(false, bad),
                "echo " + bad,
                List.of(new Fact(bad, veryLong), new Fact("", "")),
                List.of(new Cluster(bad, List.of(veryLong, "", bad)), new Cluster(veryLong, List.of("n"))),
                List.of(new Link(bad, veryLong, Double.NaN, Double.POSITIVE_INFINITY), new Link("", bad, -1, 0)),
                new Course(
                        Double.NaN,
                        List.of(
                                new Point(1, Double.NaN, -5, Double.POSITIVE_INFINITY, 0, 1e300),
                                new Point(Double.NaN, 1, 1, 1, 1, 1)),
                        List.of(
                                new Span(veryLong, -1e9, Double.POSITIVE_INFINITY),
                                new Span(bad, Double.NaN, Double.NaN),
                                new Span("", 5, 1))),
                List.of(new Share(veryLong, bad, Long.MAX_VALUE), new Share("", veryLong, -1)),
                List.of(new Latency(bad, -1, Double.NaN, -1, 0, 1e-9, 1e12, Double.POSITIVE_INFINITY)),
                List.of(new Contention(veryLong, 0, bad, Double.NEGATIVE_INFINITY)),
                List.of(new Check(bad, veryLong, 0, false)),
                new Failure(
                        bad,
                        veryLong,
                        List.of(bad, veryLong),
                        List.of(bad, veryLong),
                        List.of(
                                new Event(1, Double.NaN, 99, bad, veryLong, -7, Double.NaN),
                                new Event(1, 5, 0, "receive", bad, 1, 9),
                                new Event(-3, 4, 1, "lose", bad, 1, Double.NEGATIVE_INFINITY),
                                new Event(2, 1e15, -5, "break", bad, 0, 0))));
    }

    static Report report(
            String title,
            boolean kept,
            String sentence,
            List<Cluster> clusters,
            @Nullable Course course,
            @Nullable Failure failure) {
        List<Check> checks = failure == null
                ? List.of()
                : List.of(new Check(failure.property(), "protocol 4.1, invariant I1", 40_113, false), CHECKS.get(1));
        return new Report(
                title,
                new Verdict(kept, sentence),
                kept ? "" : "./replicator simulate world --seed 8812 --shrunk 3",
                kept ? List.of() : facts(),
                clusters,
                List.of(),
                course,
                List.of(),
                List.of(),
                List.of(),
                checks,
                failure);
    }

    private static List<Fact> facts() {
        return List.of(
                new Fact("Clients", "64"),
                new Fact("Keys", "100,000, zipf 0.99"),
                new Fact("Stores", "28 % of operations"),
                new Fact("Disk sync", "145 µs"),
                new Fact("Values", "100 B"),
                new Fact("Engine", "0.1.0, commit 63782bb"),
                new Fact("Seed", "20260728"));
    }

    static List<Cluster> clusters(int count, int nodes) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Cluster(
                        name(i, count),
                        IntStream.rangeClosed(1, nodes)
                                .mapToObj(n -> name(i, count) + "-node-" + n)
                                .toList()))
                .toList();
    }

    private static String name(int index, int count) {
        return count <= REGIONS.size() ? REGIONS.get(index) : "cluster-" + (index + 1);
    }

    static List<Link> links(int count) {
        List<Link> links = new ArrayList<>();
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < count; b++) {
                double usual = a == b ? 0.25 : 4 + 21.5 * Math.abs(a - b) % 140 + (a * 7 + b * 3) % 5;
                links.add(new Link(name(a, count), name(b, count), usual, usual * 1.35));
            }
        }
        return links;
    }
}
