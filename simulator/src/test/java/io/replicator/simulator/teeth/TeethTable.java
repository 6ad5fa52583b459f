package io.replicator.simulator.teeth;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hunts for planted bugs, and tells how many seeds each one took. Thread-safe. */
final class TeethTable {

    /**
     * One bug's line.
     *
     * @param caught the first seed that failed; null if none of the bug's seeds did
     * @param seeds how many were run, the failing one included
     */
    record Row(PlantedBug bug, Hunter.@Nullable Catch caught, long seeds, long millis) {

        /** Whether the property that was broken first is one of those that the bug was expected to break. */
        boolean asExpected() {
            Hunter.Catch seen = caught;
            return seen != null
                    && bug.seenBy().stream()
                            .anyMatch(property -> property.title().equals(seen.property()));
        }
    }

    private final long firstSeed;
    private final List<Row> rows = new CopyOnWriteArrayList<>();

    TeethTable(long firstSeed) {
        this.firstSeed = firstSeed;
    }

    /** Plants one bug, and hunts for it as long as it says. */
    Row hunt(PlantedBug bug, MemoryCompiler compiler) throws ReflectiveOperationException {
        long begin = System.nanoTime();
        ClassLoader copy = Mutant.plant(bug, compiler).load();
        Hunter.Catch caught = bug.hunter().hunt(copy, firstSeed, bug.seeds());
        long seeds = caught == null ? bug.seeds() : caught.seed() - firstSeed + 1;
        Row row = new Row(bug, caught, seeds, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        rows.add(row);
        return row;
    }

    List<Row> rows() {
        return List.copyOf(rows);
    }

    /** The table for people: what took many seeds comes last. */
    String toText() {
        List<Object> titles = List.of("planted bug", "hunted by", "seeds", "within", "caught by");
        String form = "%-" + width(titles.get(0), row -> row.bug().name()) + "s  %-"
                + width(titles.get(1), row -> row.bug().hunter().name()) + "s  %6s  %6s  %s%n";
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, form, titles.toArray()));
        rows.stream()
                .sorted(Comparator.comparingLong(Row::seeds))
                .forEach(row -> text.append(String.format(
                        Locale.ROOT,
                        form,
                        row.bug().name(),
                        row.bug().hunter().name(),
                        row.caught() == null ? "-" : row.seeds(),
                        row.bug().seeds(),
                        row.caught() == null ? "NOT FOUND" : row.caught().property())));
        return text.toString();
    }

    private int width(Object title, Function<Row, String> column) {
        return rows.stream()
                .map(column)
                .mapToInt(String::length)
                .reduce(title.toString().length(), Math::max);
    }
}
