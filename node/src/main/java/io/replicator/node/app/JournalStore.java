package io.replicator.node.app;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.node.replica.LocalStore;
import io.replicator.node.replica.Replica.StoredKey;
import io.replicator.node.storage.RocksJournal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets the replica read the journal's store. */
final class JournalStore implements LocalStore {

    private final RocksJournal journal;

    JournalStore(RocksJournal journal) {
        this.journal = journal;
    }

    @Override
    public KeyState.@Nullable Committed committed(Key key) {
        return journal.committed(key);
    }

    @Override
    public KeyState.@Nullable Undecided undecided(Key key) {
        return journal.undecided(key);
    }

    @Override
    public List<StoredKey> keys(byte[] prefix, @Nullable Key after, int limit) {
        return journal.keys(prefix, after, limit).stream()
                .map(found -> new StoredKey(found.key(), found.pid(), found.size()))
                .toList();
    }
}
