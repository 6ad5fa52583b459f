package io.replicator.simulator.swarm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs many seeds on several threads. Each seed has a world of its own, so that the threads share nothing while they run
 * one. They take the seeds in batches, and the batches are added up in order: the sum is the same however many threads
 * there are. That holds for a campaign that ends with the first failure, too: it counts the seeds up to the lowest failing
 * one, and no others.
 */
public final class Campaign {

    private static final int BATCH = 8;

    private final Trial trial;
    private final SwarmSettings settings;
    private final long firstSeed;
    private final long seeds;
    private final boolean keepGoing;
    private final AtomicLong nextBatch = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private volatile boolean stopped;
    /** A batch that has a failing seed, if the campaign ends with it: higher ones do not count any more. */
    private volatile long lastBatch = Long.MAX_VALUE;

    private final Tally sum = new Tally();
    private long added;
    /** Batches that are complete while a lower one is not. */
    private final Map<Long, Tally> early = new HashMap<>();

    /** How far a campaign has got. */
    public record Progress(long seeds, long of, long events) {}

    /**
     * @param keepGoing whether to go on after a seed that broke a promise
     */
    public Campaign(SwarmSettings settings, long firstSeed, long seeds, boolean keepGoing) {
        this(Trial.REAL, settings, firstSeed, seeds, keepGoing);
    }

    /**
     * @param trial what carries out a plan
     * @param keepGoing whether to go on after a seed that broke a promise
     */
    public Campaign(Trial trial, SwarmSettings settings, long firstSeed, long seeds, boolean keepGoing) {
        this.trial = trial;
        this.settings = settings;
        this.firstSeed = firstSeed;
        this.seeds = seeds;
        this.keepGoing = keepGoing;
    }

    /** How far it has got; may be asked by any thread. */
    public Progress progress() {
        return new Progress(done.get(), seeds, events.get());
    }

    /** Ends it after the seeds that are under way; may be called by any thread. */
    public void stop() {
        stopped = true;
    }

    /**
     * Runs all seeds on so many threads, and adds them up. May be called once.
     *
     * @throws IllegalStateException if the simulator itself failed; says at which seed
     */
    public Tally run(int jobs) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(jobs)) {
            try {
                List<Future<?>> parts = new ArrayList<>();
                for (int job = 0; job < jobs; job++) {
                    parts.add(threads.submit(this::work));
                }
                for (Future<?> part : parts) {
                    part.get();
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IllegalStateException known
                        ? known
                        : new IllegalStateException("the simulator itself failed: " + e.getCause(), e);
            } finally {
                // Before the threads are waited for: whoever was interrupted or failed waits for no further seeds.
                stop();
            }
        }
        return sum;
    }

    private void work() {
        boolean fine = false;
        try {
            while (!stopped) {
                long batch = nextBatch.getAndIncrement();
                if (batch > lastBatch || batch * BATCH >= seeds) {
                    break;
                }
                add(batch, run(batch));
            }
            fine = true;
        } finally {
            if (!fine) {
                stop();
            }
        }
    }

    private Tally run(long batch) {
        Tally tally = new Tally();
        long end = Math.min(seeds, (batch + 1) * BATCH);
        for (long i = batch * BATCH; i < end && !stopped && batch <= lastBatch; i++) {
            Verdict verdict = carriedOut(firstSeed + i);
            tally.add(verdict);
            done.incrementAndGet();
            events.addAndGet(verdict.world().trace().events());
            if (!verdict.kept() && !keepGoing) {
                // Lower batches are under way already, and are completed.
                endWith(batch);
                break;
            }
        }
        return tally;
    }

    private Verdict carriedOut(long seed) {
        try {
            return trial.run(Draw.plan(seed, settings));
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalStateException("the simulator itself failed at seed " + seed + ": " + e, e);
        }
    }

    private synchronized void endWith(long batch) {
        lastBatch = Math.min(lastBatch, batch);
    }

    private synchronized void add(long batch, Tally tally) {
        early.put(batch, tally);
        Tally following = early.remove(added);
        while (following != null && added <= lastBatch) {
            sum.add(following);
            added++;
            following = early.remove(added);
        }
    }
}
