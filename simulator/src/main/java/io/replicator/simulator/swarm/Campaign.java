package io.replicator.simulator.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Runs many seeds on several threads. Each seed has a world of its own, and the threads share nothing but the number of
 * the next seed; so the sum does not depend on how many threads there are.
 */
public final class Campaign {

    /** Seeds that a thread takes at a time. */
    private static final int SEEDS_AT_A_TIME = 8;

    private final SwarmSettings settings;
    private final long firstSeed;
    private final long seeds;
    private final boolean keepGoing;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private volatile boolean stopped;

    /** How far a campaign has got. */
    public record Progress(long seeds, long of, long events) {}

    /**
     * @param keepGoing whether to go on after a seed that broke a promise; otherwise only seeds below it are still run
     */
    public Campaign(SwarmSettings settings, long firstSeed, long seeds, boolean keepGoing) {
        this.settings = settings;
        this.firstSeed = firstSeed;
        this.seeds = seeds;
        this.keepGoing = keepGoing;
    }

    /** How far it has got; may be asked by any thread. */
    public Progress progress() {
        return new Progress(done.get(), seeds, events.get());
    }

    /** Ends after the seeds that are under way; may be called by any thread. */
    public void stop() {
        stopped = true;
    }

    /** Runs all seeds on so many threads, and adds them up. */
    public Tally run(int jobs) throws InterruptedException {
        return run(jobs, _ -> {});
    }

    /**
     * As before, and shows each verdict to the thread that came to it.
     *
     * @throws IllegalStateException if the simulator itself failed
     */
    public Tally run(int jobs, Consumer<Verdict> onVerdict) throws InterruptedException {
        Tally all = new Tally();
        try (ExecutorService threads = Executors.newFixedThreadPool(jobs)) {
            List<Future<Tally>> parts = new ArrayList<>();
            for (int job = 0; job < jobs; job++) {
                parts.add(threads.submit(() -> part(onVerdict)));
            }
            for (Future<Tally> part : parts) {
                all.add(part.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the simulator itself failed: " + e.getCause(), e.getCause());
        } finally {
            stop();
        }
        return all;
    }

    private Tally part(Consumer<Verdict> onVerdict) {
        Tally tally = new Tally();
        while (!stopped) {
            long from = next.getAndAdd(SEEDS_AT_A_TIME);
            long to = Math.min(seeds, from + SEEDS_AT_A_TIME);
            if (from >= seeds) {
                break;
            }
            for (long i = from; i < to && !stopped; i++) {
                Verdict verdict = Run.of(Draw.plan(firstSeed + i, settings));
                tally.add(verdict);
                onVerdict.accept(verdict);
                done.incrementAndGet();
                events.addAndGet(verdict.world().trace().events());
                if (!verdict.kept() && !keepGoing) {
                    // Lower seeds are under way already, so that the lowest failing one is always found.
                    next.set(seeds);
                    break;
                }
            }
        }
        return tally;
    }
}
