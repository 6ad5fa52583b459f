package io.replicator.chaos.scenario;

import io.replicator.simulator.history.Outcome;
import io.replicator.simulator.load.JudgedClients.Operation;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What clients met, in numbers. Times in nanoseconds.
 *
 * @param tried stores
 * @param acknowledged stores that were answered as stored
 * @param refused stores that were finally denied, or not attempted
 * @param unknown stores of whose outcome nothing was said
 * @param unavailable the longest time from the first question to the last answer in which no store was acknowledged
 *     anywhere, also while nobody asked
 * @param healing from the end of the last fault to the first acknowledgement of a store that began after it
 */
record Figures(
        long tried, long acknowledged, long refused, long unknown, long reads, long unavailable, OptionalLong healing) {

    /**
     * @param operations in the order in which they began
     * @param healed when the last fault was over
     */
    static Figures of(List<Operation> operations, OptionalLong healed) {
        long acknowledged = 0;
        long refused = 0;
        long unknown = 0;
        long reads = 0;
        OptionalLong first = OptionalLong.empty();
        for (Operation operation : operations) {
            switch (operation.outcome()) {
                case Outcome.Stored<String> _ -> {
                    acknowledged++;
                    if (healed.isPresent() && operation.begin() >= healed.getAsLong()) {
                        long took = operation.end() - healed.getAsLong();
                        first = OptionalLong.of(first.isPresent() ? Math.min(first.getAsLong(), took) : took);
                    }
                }
                case Outcome.Taken<String> _, Outcome.Refused<String> _ -> refused++;
                case Outcome.Unknown<String> _ -> unknown++;
                case Outcome.Found<String> _, Outcome.Missing<String> _, Outcome.Unavailable<String> _ -> reads++;
            }
        }
        return new Figures(
                acknowledged + refused + unknown,
                acknowledged,
                refused,
                unknown,
                reads,
                longestWithoutStore(operations),
                first);
    }

    private static long longestWithoutStore(List<Operation> operations) {
        if (operations.isEmpty()) {
            return 0;
        }
        long[] ends = operations.stream()
                .filter(operation -> operation.outcome() instanceof Outcome.Stored<String>)
                .mapToLong(Operation::end)
                .sorted()
                .toArray();
        long last = operations.getFirst().begin();
        long longest = 0;
        for (long end : ends) {
            longest = Math.max(longest, end - last);
            last = end;
        }
        long over = operations.stream().mapToLong(Operation::end).max().orElse(last);
        return Math.max(longest, over - last);
    }

    String stores() {
        return tried + " tried, " + acknowledged + " acknowledged, " + refused + " refused, " + unknown + " unknown";
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    String healingText() {
        return healing.isPresent() ? seconds(healing.getAsLong()) : "no store after it";
    }

    @Override
    public String toString() {
        return "stores: " + stores() + "; reads: " + reads + "; longest without an acknowledged store: "
                + seconds(unavailable) + "; from healing to the first store: " + healingText();
    }
}
