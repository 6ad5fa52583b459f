package io.replicator.simulator.load;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends requests whose time is over, by one look at all of them a few times a second: a socket's own timeout does not cover a
 * write that the other side never reads, and a timer for each request would cost more than the request.
 */
final class Deadlines implements AutoCloseable {

    private static final long LOOK_MILLIS = 100;

    private final long timeoutNanos;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    Deadlines(Duration timeout) {
        timeoutNanos = timeout.toNanos();
        Thread.ofVirtual().name("deadlines").start(this::look);
    }

    void watch(Connection connection) {
        connections.add(connection);
    }

    void forget(Connection connection) {
        connections.remove(connection);
    }

    private void look() {
        try {
            while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                connections.forEach(connection -> connection.abandonAfter(timeoutNanos));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
