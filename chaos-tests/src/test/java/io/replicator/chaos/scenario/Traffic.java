package io.replicator.chaos.scenario;

import io.replicator.simulator.containers.Node;
import io.replicator.simulator.history.Outcome;
import io.replicator.simulator.load.JudgedClients;
import io.replicator.simulator.load.JudgedClients.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One client at each node that asks one thing after the other, with a short rest between: stores of keys of its own, stores
 * of keys that others want at the same time, half of them without a transaction id, and reads of what was stored
 * lately.
 */
final class Traffic implements AutoCloseable {

    private static final Duration REST = Duration.ofMillis(200);
    /** After an answer that says nothing, as a client would that is no nuisance. */
    private static final Duration LONGER_REST = Duration.ofMillis(500);

    private static final double OWN = 0.5;
    private static final double CONTENDED = 0.75;
    /** So many stores, by all clients together, go to one contended key before the next one. */
    private static final int STORES_A_KEY = 6;

    private static final int REMEMBERED = 50;

    private final JudgedClients clients;
    private final String prefix;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();
    private final AtomicInteger contended = new AtomicInteger();
    private final Queue<String> lately = new ConcurrentLinkedQueue<>();

    Traffic(JudgedClients clients, String prefix, List<Node> nodes, long seed) {
        this.clients = clients;
        this.prefix = prefix;
        SplittableRandom random = new SplittableRandom(seed);
        for (Node node : nodes) {
            SplittableRandom own = random.split();
            running.add(threads.submit(() -> run(node.index(), own)));
        }
    }

    private void run(int node, SplittableRandom random) {
        try {
            Duration rest = REST;
            for (int n = 0; !stopped.await(rest.toMillis(), TimeUnit.MILLISECONDS); n++) {
                rest = saysNothing(ask(node, n, random)) ? LONGER_REST : REST;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Operation ask(int node, int n, SplittableRandom random) {
        double kind = random.nextDouble();
        if (kind < OWN) {
            String key = prefix + "own." + node + "." + n;
            Operation operation = clients.store(node, key);
            if (operation.outcome() instanceof Outcome.Stored<String>) {
                remember(key);
            }
            return operation;
        }
        if (kind < CONTENDED) {
            String key = prefix + "wanted." + contended.getAndIncrement() / STORES_A_KEY;
            return random.nextBoolean() ? clients.store(node, key) : clients.storeAnonymously(node, key);
        }
        String key = lately.poll();
        return clients.read(node, key == null ? prefix + "wanted.0" : key);
    }

    private static boolean saysNothing(Operation operation) {
        return operation.outcome() instanceof Outcome.Unknown<String>
                || operation.outcome() instanceof Outcome.Refused<String>
                || operation.outcome() instanceof Outcome.Unavailable<String>;
    }

    private void remember(String key) {
        lately.add(key);
        if (lately.size() > REMEMBERED) {
            lately.poll();
        }
    }

    /** Ends it, once each client has its answer. */
    @Override
    public void close() {
        stopped.countDown();
        try {
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            threads.close();
        }
    }
}
