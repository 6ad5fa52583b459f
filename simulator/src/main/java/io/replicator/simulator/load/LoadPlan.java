package io.replicator.simulator.load;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * What is asked of the nodes.
 *
 * @param rate operations a second of all clients together, each at its time whatever the answers (open loop); none: each
 *     client asks as soon as it has its answer (closed loop)
 * @param connections clients, each with one connection to one node; spread over the nodes
 * @param conflicts share of the stores that are made at the same moment as others for the same key, 0 to 1
 * @param conflictWidth how many clients want that key, through different clusters as far as there are so many
 * @param reads share of the operations that read, 0 to 1
 * @param hangUps share of the stores whose client hangs up before the answer, 0 to 1
 * @param leastValue bytes of a value, at least {@link Values#LEAST_BYTES}
 * @param mostValue bytes of a value; each is drawn between the two
 * @param warmUp at the beginning, whose figures do not count; its answers are checked as all others
 * @param duration after the warm-up
 * @param checkedKeys how many acknowledged keys at most, and as many contended ones, are read at every node in the end
 * @param seed of keys, kinds and sizes
 */
public record LoadPlan(
        OptionalDouble rate,
        int connections,
        KeyChoice keys,
        double conflicts,
        int conflictWidth,
        double reads,
        double hangUps,
        int leastValue,
        int mostValue,
        Duration warmUp,
        Duration duration,
        int checkedKeys,
        long seed) {

    public static final double HIGHEST_RATE = 1_000_000;
    public static final int MOST_CONNECTIONS = 10_000;
    public static final int WIDEST_CONFLICT = 64;

    public LoadPlan {
        if (rate.isPresent() && !(rate.getAsDouble() > 0 && rate.getAsDouble() <= HIGHEST_RATE)) {
            throw new IllegalArgumentException(
                    "a rate is more than 0 and at most " + (long) HIGHEST_RATE + " a second");
        }
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw new IllegalArgumentException("there are 1 to " + MOST_CONNECTIONS + " connections");
        }
        requireShare("conflicts", conflicts);
        requireShare("reads", reads);
        requireShare("hang-ups", hangUps);
        if (conflictWidth < 2 || conflictWidth > WIDEST_CONFLICT) {
            throw new IllegalArgumentException("a conflict has 2 to " + WIDEST_CONFLICT + " clients");
        }
        if (leastValue < Values.LEAST_BYTES || leastValue > mostValue || mostValue > Values.MOST_BYTES) {
            throw new IllegalArgumentException("a value has " + Values.LEAST_BYTES + " to " + Values.MOST_BYTES
                    + " bytes, since it begins with its transaction id");
        }
        if (warmUp.isNegative() || !duration.isPositive()) {
            throw new IllegalArgumentException("a load takes some time");
        }
        if (checkedKeys < 1) {
            throw new IllegalArgumentException("at least one key is checked in the end");
        }
    }

    private static void requireShare(String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("the share of " + name + " is 0 to 1");
        }
    }

    /** When the figures begin to count, in nanoseconds since the load began. */
    long measuredFrom() {
        return warmUp.toNanos();
    }

    /** When no new operation begins any more, in nanoseconds since the load began. */
    long end() {
        return warmUp.plus(duration).toNanos();
    }
}
