package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Check;
import java.util.List;

/** What was checked, how often, and whether it held. */
final class CheckTable {

    private CheckTable() {}

    static Element section(List<Check> checks) {
        long held = checks.stream().filter(Check::held).count();
        String summary = held == checks.size()
                ? "All " + Numbers.count(held) + " held."
                : Numbers.count(held) + " of " + Numbers.count(checks.size()) + " held.";
        List<Element> rows = checks.stream().map(CheckTable::row).toList();
        return Html.section("checks", "Checks")
                .add(
                        Html.note(summary),
                        Html.scrolling("Checks", Html.table(List.of("", "Property", "Source", "#Times"), rows)));
    }

    private static Element row(Check check) {
        Element verdict = Element.of("td")
                .add(Element.of("span", check.held() ? "✓ held" : "✗ broken")
                        .as(check.held() ? "badge good" : "badge bad"));
        Element row = Html.row(
                verdict,
                Html.cell(check.property()),
                Html.cell(check.source()),
                Html.number(Numbers.count(check.times())));
        return check.held() ? row : row.as("broken");
    }
}
