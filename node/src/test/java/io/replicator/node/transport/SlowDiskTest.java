package io.replicator.node.transport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.coordinator.StoreCall;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.node.replica.EngineThread;
import io.replicator.node.replica.LocalReplica;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of three voters has a disk that hangs; the other two decide without it. */
class SlowDiskTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int VALUE_BYTES = 100_000;
    private static final int STORES_OF_EACH = 120;
    /** Stores that one node has under way, which bounds its frames. */
    private static final int AT_ONCE = 10;

    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    private Party slow;
    private Party second;
    private Party third;

    @BeforeEach
    void found() throws Exception {
        slow = Party.start(folder.resolve("slow"), true);
        second = Party.start(folder.resolve("second"), false);
        third = Party.start(folder.resolve("third"), false);
        second.connect(slow);
        third.connect(slow);
        third.connect(second);
        for (Party one : List.of(slow, second, third)) {
            await("founding").atMost(PATIENCE).until(() -> one.ask(one.driver::quorums) != null);
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (Party one : List.of(slow, second, third)) {
            assertNull(one.fatal.get());
            one.close();
        }
    }

    @Test
    void pausesItsPeersAndRefusesStoresUntilTheDiskHasCaughtUp() throws Exception {
        slow.holdWriter();
        for (int first = 0; first < STORES_OF_EACH; first += AT_ONCE) {
            storeBatch(first);
        }

        long most = 16 * MIB + 2 * (Session.PAUSE_BYTES + 4L * AT_ONCE * VALUE_BYTES);
        long held = awaitRest();
        assertTrue(held <= most, held + " bytes wait for the disk");
        LocalReplica replica = replicaOfTheSlowOne();
        assertInstanceOf(
                StoreOutcome.NotAttempted.class, store(replica).get(20, TimeUnit.SECONDS), "a store at the slow one");

        slow.letWriterGo();
        await("nothing is lost").atMost(PATIENCE).until(() -> missing() == 0);
        await("all is written").atMost(PATIENCE).until(() -> slow.journal.backlogBytes() == 0);
        assertInstanceOf(StoreOutcome.Stored.class, store(replica).get(20, TimeUnit.SECONDS));
        assertTrue(slow.hasSession(second) && slow.hasSession(third), "the sessions stay");
    }

    /** Until nothing comes any more; the bytes that wait for the disk then. */
    private long awaitRest() {
        AtomicLong before = new AtomicLong(-1);
        await().pollInterval(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> {
            long now = slow.journal.backlogBytes();
            return before.getAndSet(now) == now;
        });
        return before.get();
    }

    /** Both of the others store so many keys, and wait until they are decided. */
    private void storeBatch(int first) throws InterruptedException, ExecutionException, TimeoutException {
        List<CompletableFuture<StoreOutcome>> outcomes = new ArrayList<>();
        for (Party at : List.of(second, third)) {
            for (int n = first; n < first + AT_ONCE; n++) {
                Key key = key(at, n);
                CompletableFuture<StoreOutcome> outcome = new CompletableFuture<>();
                outcomes.add(outcome);
                at.engine.execute(() -> at.driver.store(call(key, outcome)));
            }
        }
        for (CompletableFuture<StoreOutcome> outcome : outcomes) {
            assertInstanceOf(
                    StoreOutcome.Stored.class, outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS), "two of three");
        }
    }

    private static StoreCall call(Key key, CompletableFuture<StoreOutcome> outcome) {
        long deadline = EngineThread.nowMicros() + PATIENCE.toNanos() / 1000;
        return new StoreCall(key, Value.of(new byte[VALUE_BYTES]), new TxId("tx"), true, deadline, outcome::complete);
    }

    private Key key(Party at, int number) {
        return Key.ofClient((at == second ? "second-" : "third-") + number);
    }

    private int missing() {
        int missing = 0;
        for (int n = 0; n < STORES_OF_EACH; n++) {
            for (Party at : List.of(second, third)) {
                missing += slow.journal.committed(key(at, n)) == null ? 1 : 0;
            }
        }
        return missing;
    }

    private LocalReplica replicaOfTheSlowOne() {
        return slow.ask(() ->
                new LocalReplica(slow.driver, slow.engine, slow.journal, slow.journal::isBehind, node -> List.of()));
    }

    private static CompletableFuture<StoreOutcome> store(LocalReplica replica) {
        return replica.store(
                Key.ofClient("a store at the slow one"),
                Value.of(new byte[] {1}),
                new TxId("tx"),
                true,
                Duration.ofSeconds(15));
    }
}
