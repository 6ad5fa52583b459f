package io.replicator.simulator.cli;

import io.replicator.node.cli.Table;
import io.replicator.simulator.report.Report;
import java.util.Locale;

/** The end of a load on the terminal, out of its report. */
final class LoadSummary {

    private LoadSummary() {}

    static String of(Report report) {
        StringBuilder text = new StringBuilder(System.lineSeparator());
        for (Report.Fact fact : report.facts()) {
            text.append(String.format(Locale.ROOT, "%-16s  %s%n", fact.name(), fact.value()));
        }
        text.append(System.lineSeparator()).append(answers(report));
        text.append(System.lineSeparator()).append(latencies(report));
        text.append(System.lineSeparator()).append(checks(report));
        return text.append(System.lineSeparator())
                .append(report.verdict().sentence())
                .append(System.lineSeparator())
                .toString();
    }

    private static Table answers(Report report) {
        Table table = new Table("OPERATION", "ANSWER", "COUNT", "SHARE");
        for (Report.Share share : report.outcomes()) {
            long all = report.outcomes().stream()
                    .filter(other -> other.operation().equals(share.operation()))
                    .mapToLong(Report.Share::count)
                    .sum();
            table.row(
                    share.operation(),
                    share.answer(),
                    String.format(Locale.ROOT, "%,d", share.count()),
                    String.format(Locale.ROOT, "%.2f %%", 100.0 * share.count() / all));
        }
        return table;
    }

    private static Table latencies(Report report) {
        Table table = new Table("LATENCY, ms", "COUNT", "MEAN", "P50", "P90", "P99", "P99.9", "MAX");
        for (Report.Latency line : report.latencies()) {
            table.row(
                    line.operation(),
                    String.format(Locale.ROOT, "%,d", line.count()),
                    millis(line.mean()),
                    millis(line.p50()),
                    millis(line.p90()),
                    millis(line.p99()),
                    millis(line.p999()),
                    millis(line.max()));
        }
        return table;
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.2f" : "%.1f", millis);
    }

    private static Table checks(Report report) {
        Table table = new Table("HELD", "TIMES", "CHECKED");
        for (Report.Check check : report.checks()) {
            table.row(check.held() ? "yes" : "NO", String.format(Locale.ROOT, "%,d", check.times()), check.property());
        }
        return table;
    }
}
