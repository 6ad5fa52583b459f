package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Contention;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that most clients wanted. */
final class ContentionTable {

    private static final int MOST_KEYS = 50;

    private ContentionTable() {}

    static Element section(List<Contention> contention) {
        List<Contention> shown = contention.subList(0, Math.min(contention.size(), MOST_KEYS));
        long most = shown.stream().mapToLong(Contention::proposals).max().orElse(0);
        List<Element> rows = shown.stream()
                .map(key -> Html.row(
                        Html.code(Labels.cut(key.key(), 120)),
                        Html.number(Numbers.count(key.proposals())),
                        Html.bar(most == 0 ? 0 : (double) key.proposals() / most, "fill"),
                        winner(key.winner()),
                        Html.number(Numbers.span(key.millisToWinner()))))
                .toList();
        String also = contention.size() > shown.size()
                ? " The first " + shown.size() + " of " + Numbers.count(contention.size()) + "; report.json has all."
                : "";
        return Html.section("contention", "Wanted keys")
                .add(
                        Html.note("How many proposals each key had, which one has it now, and how long that took."
                                + also),
                        Html.scrolling(
                                "Wanted keys",
                                Html.table(List.of("Key", "#Proposals", "", "Winner", "#Decided after"), rows)));
    }

    private static Element winner(@Nullable String winner) {
        return winner == null ? Html.cell("no client was told") : Html.code(Labels.cut(winner, 80));
    }
}
