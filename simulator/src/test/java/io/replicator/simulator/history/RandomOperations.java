package io.replicator.simulator.history;

import io.replicator.simulator.history.Outcome.Found;
import io.replicator.simulator.history.Outcome.Missing;
import io.replicator.simulator.history.Outcome.Refused;
import io.replicator.simulator.history.Outcome.Stored;
import io.replicator.simulator.history.Outcome.Taken;
import io.replicator.simulator.history.Outcome.Unavailable;
import io.replicator.simulator.history.Outcome.Unknown;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Small histories of one key: true ones, which a register that was taken at one moment has answered, and true ones of which
 * some answers were exchanged. Few moments, so that many times are equal; few proposals, so that most are retried.
 */
final class RandomOperations {

    private static final int MOMENTS = 10;
    private static final int MAX_OPERATIONS = 8;
    private static final List<String> PROPOSALS = List.of("A", "B", "C");

    private final Random random;

    RandomOperations(long seed) {
        this.random = new Random(seed);
    }

    List<Operation> draw() {
        List<Operation> operations = new ArrayList<>();
        int count = 1 + random.nextInt(MAX_OPERATIONS);
        for (int i = 0; i < count; i++) {
            operations.add(drawUnanswered());
        }
        markFirsts(operations);
        answerTruly(operations);
        for (int lies = random.nextInt(4); lies > 0; lies--) {
            int liar = random.nextInt(count);
            operations.set(liar, operations.get(liar).with(anyAnswer(operations.get(liar))));
        }
        // Some clients have no answer yet.
        operations.replaceAll(operation -> random.nextInt(12) == 0 ? operation.with(null) : operation);
        return operations;
    }

    private Operation drawUnanswered() {
        String stored = random.nextInt(5) < 2 ? null : PROPOSALS.get(random.nextInt(PROPOSALS.size()));
        long begin = random.nextInt(MOMENTS);
        return new Operation(stored, false, begin, between(begin, MOMENTS), null);
    }

    /** Of each proposal at most one attempt is the first, and none began before it. */
    private void markFirsts(List<Operation> operations) {
        Set<String> marked = new HashSet<>();
        for (int i = 0; i < operations.size(); i++) {
            Operation store = operations.get(i);
            String proposal = store.stored();
            boolean isEarliest = proposal != null
                    && operations.stream()
                            .allMatch(other -> !proposal.equals(other.stored()) || other.begin() >= store.begin());
            if (isEarliest && random.nextInt(3) > 0 && marked.add(proposal)) {
                operations.set(i, new Operation(proposal, true, store.begin(), store.end(), null));
            }
        }
    }

    /** One of the stores, if it is one, takes the key at one moment. */
    private void answerTruly(List<Operation> operations) {
        int taker = random.nextInt(operations.size());
        String winner = operations.get(taker).stored();
        long moment =
                between(operations.get(taker).begin(), operations.get(taker).end());
        for (int i = 0; i < operations.size(); i++) {
            Operation operation = operations.get(i);
            operations.set(i, operation.with(answer(operation, i == taker, winner, moment)));
        }
    }

    /** What a client may be told by a register that this winner takes at this moment. */
    private Outcome<String> answer(Operation operation, boolean takes, @Nullable String winner, long moment) {
        long when = between(operation.begin(), operation.end());
        boolean after = winner != null && (when > moment || (when == moment && random.nextBoolean()));
        if (operation.stored() == null) {
            if (random.nextInt(8) == 0) {
                return new Unavailable<>();
            }
            return after && winner != null ? new Found<>(winner) : new Missing<>();
        }
        int whim = random.nextInt(8);
        if (whim == 0 || (!after && !takes)) {
            return !takes && random.nextBoolean() ? new Refused<>() : new Unknown<>();
        }
        return winner == null || winner.equals(operation.stored()) ? new Stored<>() : new Taken<>(winner);
    }

    private Outcome<String> anyAnswer(Operation operation) {
        String proposal = PROPOSALS.get(random.nextInt(PROPOSALS.size()));
        if (operation.stored() == null) {
            return random.nextBoolean() ? new Missing<>() : new Found<>(proposal);
        }
        return switch (random.nextInt(4)) {
            case 0 -> new Stored<>();
            case 1 -> new Taken<>(proposal);
            case 2 -> new Refused<>();
            default -> new Unknown<>();
        };
    }

    private long between(long from, long to) {
        return from + random.nextLong(to - from + 1);
    }
}
