package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Share;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How often each answer was given, for each kind of operation by itself. */
final class OutcomeBars {

    private OutcomeBars() {}

    static Element section(List<Share> shares) {
        Map<String, List<Share>> byOperation = shares.stream()
                .collect(Collectors.groupingBy(Share::operation, LinkedHashMap::new, Collectors.toList()));
        Element columns = Element.of("div").as("columns");
        byOperation.forEach((operation, answers) -> columns.add(block(operation, answers)));
        return Html.section("outcomes", "Answers").add(columns);
    }

    private static Element block(String operation, List<Share> answers) {
        long all = answers.stream().mapToLong(Share::count).sum();
        List<Element> rows = answers.stream()
                .map(share -> Html.row(
                        Html.cell(share.answer()),
                        Html.bar(all == 0 ? 0 : (double) share.count() / all, "fill"),
                        Html.number(Numbers.count(share.count())),
                        Html.number(Numbers.percent(share.count(), all))))
                .toList();
        return Element.of("div")
                .add(
                        Element.of("h3", heading(operation) + ": " + Numbers.count(all)),
                        Html.scrolling(
                                heading(operation), Html.table(List.of("Answer", "Share", "#Times", "#Part"), rows)));
    }

    /** {@code store} becomes {@code Stores}. */
    static String heading(String operation) {
        String plural = operation.equals("store") || operation.equals("read") ? operation + "s" : operation;
        return plural.isEmpty()
                ? "Operations"
                : plural.substring(0, plural.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT)
                        + Labels.cut(plural.substring(plural.offsetByCodePoints(0, 1)), 60);
    }
}
