package io.replicator.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.outcome.StoreOutcome;
import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class StopTest {

    @Test
    void finishesWhatIsUnderWayAndTakesNothingNew() throws Exception {
        try (ServerFixture fixture = new ServerFixture()) {
            fixture.replica.holding = true;
            var response = fixture.sendLater("PUT", "/store/k", "v");
            CompletableFuture<StoreOutcome> held = fixture.replica.held.take();
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(fixture.server::stop);
            Awaitility.await().untilAsserted(() -> assertThrows(ConnectException.class, fixture::connect));
            held.complete(new StoreOutcome.Stored(new TxId("t"), new Pid(Hash256.ZERO)));
            assertEquals(201, response.get().statusCode());
            stopped.get();
        }
    }

    @Test
    void stopsAlthoughARequestDoesNotEnd() throws Exception {
        try (ServerFixture fixture = new ServerFixture()) {
            fixture.replica.holding = true;
            var cut = fixture.sendLater("PUT", "/store/k", "v");
            fixture.replica.held.take();
            long begun = System.nanoTime();
            fixture.server.stop();
            long took = System.nanoTime() - begun;
            assertTrue(
                    took < ServerFixture.SETTINGS.stopTimeout().multipliedBy(3).toNanos(), "took " + took);
            assertTrue(cut.handle((response, failure) -> failure != null || response.statusCode() >= 500)
                    .get());
        }
    }
}
