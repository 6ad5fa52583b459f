package io.replicator.simulator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterruptionTest {

    private final List<String> done = new ArrayList<>();

    private void interrupt(Interruption interruption) {
        interruption.onRequest(() -> done.add("stops"));
        interruption.onStuckEnd(() -> done.add("removes"));
        interruption.interrupted();
    }

    @Test
    void removesWhatARunThatIsStuckWouldLeave() {
        interrupt(new Interruption(Duration.ZERO));
        assertEquals(List.of("stops", "removes"), done);
    }

    @Test
    void leavesToARunThatEndsWhatIsItsOwn() {
        Interruption interruption = new Interruption();
        interruption.onRequest(() -> {
            done.add("stops");
            interruption.close();
        });
        interruption.onStuckEnd(() -> done.add("removes"));
        interruption.interrupted();
        assertEquals(List.of("stops"), done);
    }

    @Test
    void doesNothingAtTheUsualEnd() {
        Interruption interruption = new Interruption(Duration.ZERO);
        interruption.close();
        interrupt(interruption);
        assertEquals(List.of(), done);
    }
}
