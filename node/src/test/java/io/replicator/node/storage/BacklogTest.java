package io.replicator.node.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.port.Journal.Entry;
import io.replicator.node.storage.JournalWriter.Pending;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {

    private static final int VALUE_BYTES = Samples.large().length();

    private final Pending entry = new Pending(
            1, new Entry.Committed(Samples.key(1), Samples.outcome(Samples.key(1), Samples.large())), 1, 0, 0);

    @Test
    void isBehindFromItsLimitUntilHalfOfItIsLeft() {
        Backlog backlog = new Backlog(4L * VALUE_BYTES);
        for (int n = 1; n <= 3; n++) {
            backlog.add(entry);
        }
        assertFalse(backlog.isBehind(), "three values wait");
        backlog.add(entry);
        assertTrue(backlog.isBehind(), "four, and what they take besides");
        backlog.remove(List.of(entry));
        assertTrue(backlog.isBehind(), "three are left");
        backlog.remove(List.of(entry, entry));
        assertFalse(backlog.isBehind(), "one is left");
        backlog.add(entry);
        assertFalse(backlog.isBehind(), "two wait");
        backlog.remove(List.of(entry, entry));
        assertEquals(0, backlog.bytes());
    }

    @Test
    void countsWhatHasNoValueToo() {
        Backlog backlog = new Backlog(100_000);
        Pending small = new Pending(1, Samples.commit(1), 1, 0, 0);
        for (int n = 1; n <= 1_000; n++) {
            backlog.add(small);
        }
        assertTrue(backlog.isBehind());
    }
}
