package io.replicator.engine.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.replicator.engine.Samples;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.KeyState.Committed;
import io.replicator.engine.model.KeyState.Undecided;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.model.Vote;
import io.replicator.engine.port.Journal;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyTableTest {

    private static final Key KEY = Samples.key("key");
    private static final TxId TX = new TxId("tx");
    private static final Committed COMMITTED =
            new Committed(Samples.pid("key", "tx", "value"), TX, Samples.value("value"));
    private static final Undecided VOTED =
            new Undecided(Ballot.FAST, new Vote(Ballot.FAST, COMMITTED.pid(), TX, COMMITTED.value()));

    private final FixedJournal journal = new FixedJournal();
    private final KeyTable keys = new KeyTable(journal);

    @Test
    void untouchedKeyMayBeReportedAtOnce() {
        assertEquals(new KeyTable.Known(KeyState.UNTOUCHED, 0), keys.get(KEY));
    }

    @Test
    void newStateIsSeenAtOnceAndReportedAfterItsEntry() {
        long entry = keys.put(KEY, VOTED);
        assertEquals(new KeyTable.Known(VOTED, entry), keys.get(KEY));
        assertEquals(List.of(new Journal.Entry.Voted(KEY, VOTED)), journal.appended);
        assertEquals(entry, keys.appended());
    }

    @Test
    void stateReadBackIsReportedAfterAllThatWasWritten() {
        keys.put(Samples.key("other"), VOTED);
        keys.written(1);
        journal.shown.put(KEY, COMMITTED);
        assertEquals(new KeyTable.Known(COMMITTED, 1), keys.get(KEY));
    }

    @Test
    void committedKeyIsLeftToTheJournalOnceItShows() {
        keys.put(KEY, VOTED);
        long entry = keys.put(KEY, COMMITTED);
        keys.written(1);
        assertEquals(new KeyTable.Known(COMMITTED, entry), keys.get(KEY));
        journal.shown.put(KEY, COMMITTED);
        keys.written(entry);
        assertEquals(new KeyTable.Known(COMMITTED, entry), keys.get(KEY));
    }

    @Test
    void keepsNoMoreUndecidedKeysThanItsLimit() {
        int count = KeyTable.MAX_CACHED + 10;
        for (int i = 0; i < count; i++) {
            keys.put(Samples.key("key " + i), VOTED);
        }
        keys.written(count);
        int forgotten = 0;
        for (int i = 0; i < count; i++) {
            forgotten += keys.get(Samples.key("key " + i)).state().equals(KeyState.UNTOUCHED) ? 1 : 0;
        }
        assertEquals(10, forgotten);
    }

    @Test
    void keepsNoMoreBytesThanItsLimit() {
        Value large = Value.of(new byte[(int) KeyTable.MAX_CACHED_BYTES / 4 + 1]);
        Undecided largeVote = new Undecided(Ballot.FAST, new Vote(Ballot.FAST, COMMITTED.pid(), TX, large));
        for (int i = 0; i < 5; i++) {
            keys.put(Samples.key("key " + i), largeVote);
        }
        keys.written(5);
        assertEquals(KeyState.UNTOUCHED, keys.get(Samples.key("key 0")).state());
        assertEquals(KeyState.UNTOUCHED, keys.get(Samples.key("key 1")).state());
        assertEquals(largeVote, keys.get(Samples.key("key 2")).state());
    }

    @Test
    void forgetsNothingThatTheJournalDoesNotShow() {
        int count = KeyTable.MAX_CACHED + 10;
        for (int i = 0; i < count; i++) {
            keys.put(Samples.key("key " + i), VOTED);
        }
        keys.written(1);
        for (int i = 1; i < count; i++) {
            assertEquals(VOTED, keys.get(Samples.key("key " + i)).state());
        }
    }
}
