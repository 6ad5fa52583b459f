package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Latency;
import java.util.List;

/** Latencies as figures, and beside them as a curve. */
final class LatencyTable {

    private LatencyTable() {}

    static Element section(List<Latency> latencies) {
        Element section = Html.section("latency", "Latency")
                .add(Html.note("Milliseconds from the moment at which the operation was due to its end."));
        List<Element> rows = latencies.stream().map(LatencyTable::row).toList();
        Element table =
                Html.table(List.of("Operation", "#Count", "#Mean", "#50 %", "#90 %", "#99 %", "#99.9 %", "#Max"), rows);
        Element columns = Element.of("div").as("columns wide").add(Html.scrolling("Latencies", table));
        PercentileCurve curve = new PercentileCurve(latencies);
        if (!curve.isEmpty()) {
            columns.add(Element.of("div").add(curve.draw()));
        }
        return section.add(columns);
    }

    private static Element row(Latency latency) {
        return Html.row(
                Html.cell(OutcomeBars.heading(latency.operation())),
                Html.number(Numbers.count(latency.count())),
                Html.number(Numbers.figure(latency.mean())),
                Html.number(Numbers.figure(latency.p50())),
                Html.number(Numbers.figure(latency.p90())),
                Html.number(Numbers.figure(latency.p99())),
                Html.number(Numbers.figure(latency.p999())),
                Html.number(Numbers.figure(latency.max())));
    }
}
