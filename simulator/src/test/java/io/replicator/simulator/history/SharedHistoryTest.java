package io.replicator.simulator.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.history.Outcome.Found;
import io.replicator.simulator.history.Outcome.Missing;
import io.replicator.simulator.history.Outcome.Stored;
import io.replicator.simulator.history.Outcome.Taken;
import io.replicator.simulator.history.Outcome.Unknown;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SharedHistoryTest {

    private static final int THREADS = 16;
    private static final int OPERATIONS = 5_000;
    private static final int KEYS = 200;

    private final SharedHistory<Integer, String> history = new SharedHistory<>();

    /** Real threads on a real register, which is this map. */
    private final ConcurrentMap<Integer, String> register = new ConcurrentHashMap<>();

    private void store(int key, String proposal) {
        long begin = System.nanoTime();
        history.proposed(key, proposal, begin);
        String holder = register.putIfAbsent(key, proposal);
        Outcome<String> outcome = holder == null || holder.equals(proposal) ? new Stored<>() : new Taken<>(holder);
        history.answered(key, proposal, true, begin, System.nanoTime(), outcome);
    }

    private void read(int key) {
        long begin = System.nanoTime();
        String holder = register.get(key);
        history.read(key, begin, System.nanoTime(), holder == null ? new Missing<>() : new Found<>(holder));
    }

    private void run(int thread) {
        Random random = new Random(thread);
        for (int i = 0; i < OPERATIONS; i++) {
            int key = random.nextInt(KEYS);
            if (random.nextBoolean()) {
                store(key, thread + "." + i);
            } else {
                read(key);
            }
        }
    }

    private static void onThreads(Runnable... tasks) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(tasks.length)) {
            List<Future<?>> running = new ArrayList<>();
            for (Runnable task : tasks) {
                running.add(threads.submit(task));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    private Runnable[] clients() {
        Runnable[] clients = new Runnable[THREADS];
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            clients[i] = () -> run(thread);
        }
        return clients;
    }

    @Test
    void threadsThatShareARegisterDoNotContradictEachOther() throws Exception {
        onThreads(clients());
        assertEquals(Optional.empty(), history.contradiction());
        Answers answers = history.answers();
        assertEquals(THREADS * OPERATIONS, answers.stored() + answers.taken() + answers.found() + answers.missing());
        assertEquals(KEYS, answers.stored());
        assertEquals(answers.stored() + answers.taken() + THREADS * OPERATIONS, history.told());
        assertEquals(KEYS, history.keys());
        Set<Integer> keys = new HashSet<>();
        history.forEach(contest -> {
            assertEquals(register.get(contest.key()), contest.winner());
            assertTrue(keys.add(contest.key()));
        });
        assertEquals(KEYS, keys.size());
    }

    @Test
    void registerThatForgetsIsCaughtOnWhicheverThread() {
        Runnable[] tasks = clients();
        tasks[0] = () -> {
            for (int i = 0; i < OPERATIONS; i++) {
                register.remove(i % KEYS);
            }
            for (int key = 0; key < KEYS; key++) {
                store(key, "again");
                register.remove(key);
                read(key);
            }
        };
        ExecutionException failed = assertThrows(ExecutionException.class, () -> onThreads(tasks));
        assertTrue(failed.getCause() instanceof Contradiction, () -> "not a contradiction: " + failed);
        assertTrue(history.contradiction().isPresent());
    }

    @Test
    void firstContradictionIsRemembered() {
        history.proposed(1, "A", 0);
        history.answered(1, "A", true, 0, 1, new Stored<>());
        Contradiction first = assertThrows(Contradiction.class, () -> history.read(1, 2, 3, new Missing<>()));
        assertThrows(Contradiction.class, () -> history.read(2, 2, 3, new Found<>("B")));
        assertEquals(Optional.of(first), history.contradiction());
    }

    @Test
    void saysOfAllStripesWhatAHistorySays() {
        int keys = 1000;
        for (int key = 0; key < keys; key++) {
            history.proposed(key, "A", 0);
            history.answered(key, "A", true, 0, 1, key % 10 == 0 ? new Unknown<>() : new Stored<>());
        }
        for (String proposal : List.of("B", "C", "D")) {
            history.proposed(77, proposal, 0);
            history.proposed(5, proposal, 0);
        }
        history.proposed(77, "E", 0);
        history.proposed(500, "B", 0);
        assertEquals(
                List.of(77, 5, 500),
                history.contended(9).stream().map(Contest::key).toList());
        assertEquals(
                List.of(77, 5), history.contended(2).stream().map(Contest::key).toList());
        assertEquals(keys / 10, history.inDoubt().size());
        assertEquals("A", history.winner(77));
        assertNull(history.winner(500));
        assertNull(history.contest(keys));
        assertEquals(keys, history.keys());
    }
}
