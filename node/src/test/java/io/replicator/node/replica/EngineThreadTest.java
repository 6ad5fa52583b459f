package io.replicator.node.replica;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.node.transport.Party;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Timers are seen to fire where a network is founded: {@code SessionTransportTest.keepsItsSessionsWhenItJoinsANetwork}. */
class EngineThreadTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private Party party;

    @BeforeEach
    void start() throws Exception {
        party = Party.start(folder.resolve("party"), true);
    }

    @AfterEach
    void stop() throws Exception {
        party.close();
    }

    @Test
    void runsTasksInTheirOrderOnOneThread() throws Exception {
        List<Integer> ran = new ArrayList<>();
        CompletableFuture<List<Integer>> all = new CompletableFuture<>();
        int tasks = 3 * EngineThread.MAX_TURN;
        for (int n = 0; n < tasks; n++) {
            int number = n;
            party.engine.execute(() -> ran.add(number));
        }
        party.engine.execute(() -> all.complete(ran));
        assertEquals(IntStream.range(0, tasks).boxed().toList(), all.get(20, TimeUnit.SECONDS));
        assertNull(party.fatal.get());
    }

    @Test
    void wakesForEveryTaskOfManyThreads() throws Exception {
        for (int n = 0; n < 2_000; n++) {
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            party.engine.execute(() -> done.complete(true));
            // Much shorter than the timer that would wake it anyway would make up for 2,000 times.
            assertTrue(done.get(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void endsByTheFatalHandlerWhenATaskThrows() {
        AssertionError broken = new AssertionError("two values for one key");
        AtomicBoolean after = new AtomicBoolean();
        party.engine.execute(() -> {
            throw broken;
        });
        await().atMost(PATIENCE).until(() -> party.fatal.get() != null);
        assertSame(broken, party.fatal.get());
        party.engine.execute(() -> after.set(true));
        party.engine.close();
        assertFalse(after.get(), "nothing runs after it");
    }

    @Test
    void finishesTheTaskThatRunsWhenItIsClosedAndDropsLaterOnes() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean finished = new AtomicBoolean();
        AtomicBoolean later = new AtomicBoolean();
        party.engine.execute(() -> {
            begun.countDown();
            try {
                finished.set(goOn.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertTrue(begun.await(20, TimeUnit.SECONDS));
        Thread closing = Thread.startVirtualThread(party.engine::close);
        goOn.countDown();
        closing.join();
        assertTrue(finished.get());
        party.engine.execute(() -> later.set(true));
        assertFalse(later.get());
        assertNull(party.fatal.get());
    }
}
