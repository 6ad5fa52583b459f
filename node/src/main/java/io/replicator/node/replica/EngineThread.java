package io.replicator.node.replica;

import io.replicator.engine.driver.Driver;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The one thread that owns the {@link Driver}. Whoever has something for it leaves a task; the thread runs what has come
 * in as one turn, so that the busier the node is, the more messages share a frame and the more votes share a sync.
 *
 * <p>A task that throws has met a broken assertion or a bug: the fatal handler ends the process, and the journal brings
 * the node back.
 */
public final class EngineThread implements AutoCloseable {

    /** Tasks of one turn at the most, so that what the first ones said is not held up by the last ones. */
    static final int MAX_TURN = 1024;

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean parked = new AtomicBoolean();
    private final Thread thread;
    private final Driver driver;
    private final Consumer<Throwable> fatal;
    private volatile boolean running = true;

    /**
     * @param fatal is told of what must not happen; must not return to normal work
     */
    public EngineThread(Driver driver, Consumer<Throwable> fatal) {
        this.driver = driver;
        this.fatal = fatal;
        this.thread = Thread.ofPlatform().name("engine").unstarted(this::run);
    }

    /** Microseconds of the clock that the driver's time is. */
    public static long nowMicros() {
        return System.nanoTime() / 1000;
    }

    public void start() {
        thread.start();
    }

    /** Has the task run on the engine's thread; after {@link #close} it is dropped. Never blocks. */
    public void execute(Runnable task) {
        tasks.add(task);
        if (parked.get() && parked.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    /** Ends the thread after the current turn; waits for it. */
    @Override
    public void close() {
        running = false;
        LockSupport.unpark(thread);
        if (Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try {
            while (running) {
                driver.now(nowMicros());
                Runnable task = tasks.poll();
                for (int count = 1; task != null; count++) {
                    task.run();
                    task = count < MAX_TURN ? tasks.poll() : null;
                }
                driver.endTurn();
                if (tasks.isEmpty()) {
                    park();
                }
            }
        } catch (Throwable broken) {
            running = false;
            fatal.accept(broken);
        }
    }

    private void park() {
        parked.set(true);
        // A task that came in between finds the mark, or is seen here.
        if (tasks.isEmpty() && running) {
            long micros = driver.nextDue() - nowMicros();
            if (micros > 0) {
                LockSupport.parkNanos(micros * 1000);
            }
        }
        parked.set(false);
    }
}
