package io.replicator.simulator.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets the clients that are to want a key at once go together; nobody waits long for one who does not come. */
final class Gate {

    /** A client that is late by more than this is stuck at its node. */
    private static final long PATIENCE_MILLIS = 20;

    /** For those that need not wait for others. */
    static final Gate OPEN = new Gate(0);

    private final CountDownLatch missing;

    Gate(int clients) {
        missing = new CountDownLatch(clients);
    }

    /** Whether all came. */
    boolean pass() throws InterruptedException {
        missing.countDown();
        return missing.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
