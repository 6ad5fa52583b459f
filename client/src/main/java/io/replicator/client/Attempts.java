package io.replicator.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks one node after the other until one of the answers settles the matter or the time is over. Starts with the node
 * that answered last, since it is the likeliest to be up and near.
 */
final class Attempts {

    /** How long to wait after every node was asked in vain; doubled each time, and random within the upper half. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    /** With less time left, no node is asked: a hasty attempt would only turn "not stored" into "unknown". */
    private static final Duration SHORTEST_ATTEMPT = Duration.ofMillis(100);

    private final List<URI> nodes;
    private final Wire wire;
    private final Duration attemptTimeout;
    private final Duration connectPatience;
    private final AtomicInteger preferred = new AtomicInteger();

    /**
     * @param attemptTimeout for one exchange with one node
     * @param connectPatience how long to go on when not one node could be connected to
     */
    Attempts(List<URI> nodes, Wire wire, Duration attemptTimeout, Duration connectPatience) {
        this.nodes = nodes;
        this.wire = wire;
        this.attemptTimeout = attemptTimeout;
        this.connectPatience = connectPatience;
    }

    /** Decides what an answer means. It may remember what it has seen: one judge serves one call. */
    interface Judge<R> {

        /** The result, or null if another attempt is due. */
        @Nullable
        R judge(Answer answer);

        /**
         * The result when the time is over.
         *
         * @param reached whether any node could be connected to
         * @param reasons the last words of each node
         */
        R giveUp(boolean reached, String reasons);
    }

    /**
     * @param request made anew for each attempt
     * @param atLeast how long an attempt may take beyond the usual timeout, for requests that ask the node to wait
     */
    <R> R run(Deadline deadline, Duration atLeast, int maxBytes, Function<URI, HttpRequest> request, Judge<R> judge) {
        Deadline patience = Deadline.in(connectPatience);
        Map<URI, String> lastWords = new LinkedHashMap<>();
        boolean reached = false;
        Duration pause = FIRST_PAUSE;
        int first = preferred.get();
        while (true) {
            long longestRetryAfter = 0;
            for (int i = 0; i < nodes.size() && mayGoOn(deadline, lastWords.isEmpty()); i++) {
                int index = (first + i) % nodes.size();
                URI node = nodes.get(index);
                Duration timeout = shorter(attemptTimeout.plus(atLeast), deadline.remaining());
                Answer answer = wire.send(node, request.apply(node), timeout, maxBytes);
                R result = judge.judge(answer);
                if (result != null) {
                    preferred.set(index);
                    return result;
                }
                lastWords.put(node, answer.describe());
                reached |= !(answer instanceof Answer.NotSent);
                longestRetryAfter = Math.max(longestRetryAfter, retryAfterMillis(answer));
            }
            Duration wait = shorter(longer(withJitter(pause), Duration.ofMillis(longestRetryAfter)), LONGEST_PAUSE);
            boolean worthWaiting =
                    wait.plus(SHORTEST_ATTEMPT).compareTo(deadline.remaining()) < 0 && (reached || !patience.isOver());
            if (!worthWaiting || !mayGoOn(deadline, false) || !slept(wait)) {
                return judge.giveUp(reached, String.join("; ", lastWords.values()));
            }
            pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    private boolean mayGoOn(Deadline deadline, boolean atFirst) {
        return !wire.isClosed()
                && !Thread.currentThread().isInterrupted()
                && (atFirst || deadline.remaining().compareTo(SHORTEST_ATTEMPT) >= 0);
    }

    /** Whether the time was slept to its end; an interrupt stays set. */
    private static boolean slept(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static long retryAfterMillis(Answer answer) {
        return answer instanceof Answer.Response response
                ? response.problem().map(Problem::retryAfterMillis).orElse(0L)
                : 0;
    }

    private static Duration withJitter(Duration pause) {
        long nanos = pause.toNanos();
        return Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
