package io.replicator.simulator.history;

import io.replicator.simulator.history.Outcome.Found;
import io.replicator.simulator.history.Outcome.Missing;
import io.replicator.simulator.history.Outcome.Refused;
import io.replicator.simulator.history.Outcome.Stored;
import io.replicator.simulator.history.Outcome.Taken;
import io.replicator.simulator.history.Outcome.Unavailable;
import io.replicator.simulator.history.Outcome.Unknown;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether there is any order of the operations on one write-once register that explains all answers: tries them (Wing and
 * Gong, Testing and Verifying Concurrent Objects, 1993), and remembers where it has been (Lowe, 2017). Knows nothing of the
 * closed form that it is to confirm.
 */
final class LinearizabilitySearch {

    private static final long NEVER = Long.MAX_VALUE;

    /** The operations that are in the order already, as bits, and what the register holds after them. */
    private record Place(int done, @Nullable String held) {}

    private final List<Operation> operations;
    private final Set<Place> tried = new HashSet<>();

    private LinearizabilitySearch(List<Operation> operations) {
        this.operations = operations;
    }

    static boolean isLinearizable(List<Operation> history) {
        List<Operation> telling = history.stream()
                .filter(operation -> !(operation.outcome() instanceof Unavailable)
                        && !(operation.first() && operation.outcome() instanceof Refused))
                .toList();
        return new LinearizabilitySearch(telling).canFinish(new Place(0, null));
    }

    private boolean canFinish(Place place) {
        if (!tried.add(place)) {
            return false;
        }
        boolean mayEnd = true;
        for (int i = 0; i < operations.size(); i++) {
            Operation next = operations.get(i);
            if (isDone(place, i)) {
                continue;
            }
            mayEnd &= endOf(next) == NEVER;
            if (mayComeNext(place, next) && fits(place.held(), next)) {
                String held = place.held() == null ? next.stored() : place.held();
                if (canFinish(new Place(place.done() | (1 << i), held))) {
                    return true;
                }
            }
        }
        return mayEnd;
    }

    /** Nothing that is still to come ended before it began. */
    private boolean mayComeNext(Place place, Operation next) {
        for (int i = 0; i < operations.size(); i++) {
            if (!isDone(place, i) && endOf(operations.get(i)) < next.begin()) {
                return false;
            }
        }
        return true;
    }

    /** Whether the operation is answered so by a register that holds this. */
    private static boolean fits(@Nullable String held, Operation operation) {
        return switch (operation.outcome()) {
            case Stored<String> _ -> held == null || held.equals(operation.stored());
            case Taken<String>(String winner) -> winner.equals(held) && !winner.equals(operation.stored());
            case Found<String>(String winner) -> winner.equals(held);
            case Missing<String> _ -> held == null;
            case Unknown<String> _, Refused<String> _, Unavailable<String> _ -> true;
            case null -> true;
        };
    }

    /** An operation whose answer says nothing takes effect at any time, or never. */
    private static long endOf(Operation operation) {
        return switch (operation.outcome()) {
            case Stored<String> _, Taken<String> _, Found<String> _, Missing<String> _ -> operation.end();
            case Unknown<String> _, Refused<String> _, Unavailable<String> _ -> NEVER;
            case null -> NEVER;
        };
    }

    private static boolean isDone(Place place, int operation) {
        return ((place.done() >> operation) & 1) != 0;
    }
}
