package io.replicator.chaos.scenario;

import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.containers.Node;
import io.replicator.simulator.history.Outcome;
import io.replicator.simulator.load.JudgedClients;
import io.replicator.simulator.load.JudgedClients.Broken;
import io.replicator.simulator.load.JudgedClients.Operation;
import io.replicator.simulator.load.Promise;
import io.replicator.simulator.nemesis.Timeline;
import io.replicator.simulator.report.Report;
import io.replicator.simulator.report.ReportFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is left of a scenario that went wrong: a page, the logs of all nodes, the faults, and all that clients saw. */
final class ScenarioReport {

    private static final Path ROOT = Path.of("target", "chaos");
    private static final int MOST_EVENTS = 300;

    private final String name;
    private final ContainerNetwork network;
    private final JudgedClients clients;
    private final Timeline timeline;
    private final Figures figures;
    private final JudgedClients.@Nullable Check check;
    private final String failure;
    private final String command;

    ScenarioReport(
            String name,
            ContainerNetwork network,
            JudgedClients clients,
            Timeline timeline,
            Figures figures,
            JudgedClients.@Nullable Check check,
            String failure,
            String command) {
        this.name = name;
        this.network = network;
        this.clients = clients;
        this.timeline = timeline;
        this.figures = figures;
        this.check = check;
        this.failure = failure;
        this.command = command;
    }

    static Path folderOf(String name) {
        return ROOT.resolve(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"));
    }

    /** Writes all of it; returns where the page is. */
    String write() throws IOException {
        Path folder = folderOf(name);
        network.saveLogs(folder.resolve("logs"));
        Files.write(
                folder.resolve("faults.txt"),
                timeline.moments().stream()
                        .map(moment -> seconds(moment.at()) + "  " + moment.text())
                        .toList());
        Files.write(
                folder.resolve("history.txt"),
                clients.operations().stream().map(this::line).toList());
        return ReportFiles.write(report(), folder).page().toAbsolutePath().toString();
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%9.3f s", nanos / 1e9);
    }

    private String line(Operation operation) {
        return seconds(operation.begin()) + " to " + seconds(operation.end()) + "  "
                + network.nodes().get(operation.node()) + "  " + asked(operation) + " " + operation.key() + ": "
                + operation.answer();
    }

    private static String asked(Operation operation) {
        return operation.isStore() ? "store " + operation.txId() : "read";
    }

    private Report report() {
        List<Operation> operations = clients.operations();
        return new Report(
                name,
                new Report.Verdict(false, failure),
                command,
                List.of(
                        new Report.Fact("Stores", figures.stores()),
                        new Report.Fact(
                                "Longest without an acknowledged store", Figures.seconds(figures.unavailable())),
                        new Report.Fact("From healing to the first store", figures.healingText()),
                        new Report.Fact("Logs of the nodes", "logs/ beside this page"),
                        new Report.Fact("All that went wrong", "faults.txt"),
                        new Report.Fact("All that clients saw", "history.txt")),
                network.clusters().stream()
                        .map(cluster -> new Report.Cluster(
                                cluster.toString(),
                                cluster.nodes().stream().map(Node::toString).toList()))
                        .toList(),
                List.of(),
                course(operations),
                shares(operations),
                List.of(),
                List.of(),
                checks(),
                new Report.Failure(
                        clients.broken().map(broken -> broken.promise().text()).orElse("what the scenario demands"),
                        failure,
                        List.of("Times are from the beginning of the scenario, as the clients measured them."),
                        network.nodes().stream().map(Node::toString).toList(),
                        events(operations)));
    }

    private Report.Course course(List<Operation> operations) {
        int seconds = (int) (clients.now() / 1_000_000_000L) + 1;
        double[] stores = new double[seconds];
        double[] reads = new double[seconds];
        double[] failures = new double[seconds];
        List<List<Double>> latencies = Stream.generate(() -> (List<Double>) new ArrayList<Double>())
                .limit(seconds)
                .toList();
        for (Operation operation : operations) {
            int second = (int) (operation.end() / 1_000_000_000L);
            latencies.get(second).add((operation.end() - operation.begin()) / 1e6);
            switch (operation.outcome()) {
                case Outcome.Stored<String> _, Outcome.Taken<String> _ -> stores[second]++;
                case Outcome.Found<String> _, Outcome.Missing<String> _ -> reads[second]++;
                default -> failures[second]++;
            }
        }
        List<Report.Point> points = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            List<Double> sorted = latencies.get(second).stream().sorted().toList();
            points.add(new Report.Point(
                    second + 0.5,
                    stores[second],
                    reads[second],
                    failures[second],
                    percentile(sorted, 0.5),
                    percentile(sorted, 0.99)));
        }
        return new Report.Course(seconds, points, timeline.spans());
    }

    private static double percentile(List<Double> sorted, double share) {
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) (share * (sorted.size() - 1)));
    }

    private static List<Report.Share> shares(List<Operation> operations) {
        Map<String, Long> stores = counts(operations, true);
        Map<String, Long> reads = counts(operations, false);
        List<Report.Share> shares = new ArrayList<>();
        stores.forEach((answer, count) -> shares.add(new Report.Share("store", answer, count)));
        reads.forEach((answer, count) -> shares.add(new Report.Share("read", answer, count)));
        return shares;
    }

    /** Without what names a transaction. */
    private static Map<String, Long> counts(List<Operation> operations, boolean stores) {
        return operations.stream()
                .filter(operation -> operation.isStore() == stores)
                .collect(Collectors.groupingBy(
                        operation -> operation.answer().split(",", 2)[0], TreeMap::new, Collectors.counting()));
    }

    private List<Report.Check> checks() {
        List<Report.Check> checks = new ArrayList<>();
        for (Promise promise : Promise.values()) {
            boolean held = clients.broken().stream().noneMatch(broken -> promise.failsWith(broken.promise()));
            long times = switch (promise) {
                case ONE_REGISTER, HONEST_ANSWERS -> clients.judged();
                case NOTHING_LOST -> check == null ? 0 : check.listed();
                case ONE_WINNER -> check == null ? 0 : check.reads();
                case NO_RESERVATION -> check == null ? 0 : check.reservations();
                case UNKNOWN_ENDS -> check == null ? 0 : check.resent();
            };
            checks.add(new Report.Check(promise.text(), promise.source(), times, held));
        }
        return checks;
    }

    private List<Report.Event> events(List<Operation> operations) {
        record Moment(long nanos, int lane, String kind, String text) {}
        List<Moment> moments = new ArrayList<>();
        timeline.moments().forEach(moment -> moments.add(new Moment(moment.at(), -1, "fault", moment.text())));
        clients.broken().ifPresent(broken -> {
            operations.stream()
                    .filter(operation -> operation.key().equals(broken.key()))
                    .limit(MOST_EVENTS)
                    .forEach(operation -> {
                        moments.add(new Moment(operation.begin(), operation.node(), "call", asked(operation)));
                        moments.add(new Moment(
                                operation.end(),
                                operation.node(),
                                "answer",
                                asked(operation) + ": " + operation.answer()));
                    });
            moments.add(new Moment(broken.at(), laneOf(broken, operations), "break", broken.what()));
        });
        moments.sort(Comparator.comparingLong(Moment::nanos));
        List<Report.Event> events = new ArrayList<>();
        for (Moment moment : moments) {
            events.add(new Report.Event(
                    events.size() + 1, moment.nanos() / 1e6, moment.lane(), moment.kind(), moment.text(), -1, 0));
        }
        return events;
    }

    private static int laneOf(Broken broken, List<Operation> operations) {
        return operations.stream()
                .filter(operation -> operation.key().equals(broken.key()))
                .mapToInt(Operation::node)
                .reduce(0, (first, second) -> second);
    }
}
