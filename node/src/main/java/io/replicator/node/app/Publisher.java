package io.replicator.node.app;

import io.replicator.node.replica.EngineThread;
import io.replicator.node.replica.LocalReplica;

/** Has the membership published anew now and then, since times since last seen and round trips change by themselves. */
final class Publisher implements AutoCloseable {

    private static final long INTERVAL_MILLIS = 1000;

    private final Thread thread;

    Publisher(EngineThread engine, LocalReplica replica) {
        this.thread = Thread.ofVirtual().name("publisher").start(() -> {
            try {
                while (true) {
                    engine.execute(replica::publish);
                    Thread.sleep(INTERVAL_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
