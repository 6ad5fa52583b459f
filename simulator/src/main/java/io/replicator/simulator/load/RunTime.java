package io.replicator.simulator.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time of a real run, which ends early when it is stopped. */
final class RunTime implements Time {

    private final long start = System.nanoTime();
    private final CountDownLatch stopped;

    /**
     * Begins now.
     *
     * @param stopped ends it early
     */
    RunTime(CountDownLatch stopped) {
        this.stopped = stopped;
    }

    @Override
    public long now() {
        return System.nanoTime() - start;
    }

    @Override
    public boolean await(long moment) throws InterruptedException {
        long rest = moment - now();
        if (rest <= 0) {
            return stopped.getCount() > 0;
        }
        return !stopped.await(rest, TimeUnit.NANOSECONDS);
    }
}
