package io.replicator.engine.driver;

import io.replicator.engine.message.Message.Pulled;
import io.replicator.engine.model.CommitDigest;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.port.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A journal that shows what a test puts into it, and nothing that is appended. */
final class FixedJournal implements Journal {

    final Map<Key, KeyState> shown = new TreeMap<>();
    final List<Entry> appended = new ArrayList<>();

    @Override
    public Recovered recovered() {
        return new Recovered(new StoreId(0, 1), 1, List.of(), 0, Map.of());
    }

    @Override
    public long append(Entry entry) {
        appended.add(entry);
        return appended.size();
    }

    @Override
    public void flush(long syncThrough) {}

    @Override
    public KeyState load(Key key) {
        return shown.getOrDefault(key, KeyState.UNTOUCHED);
    }

    @Override
    public List<Key> undecided(@Nullable Key after, int limit) {
        return shown.keySet().stream()
                .filter(key -> after == null || key.compareTo(after) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public Pulled commitsAfter(long place, int limit) {
        return new Pulled(place, List.of(), place, true);
    }

    @Override
    public CommitDigest digest() {
        return new CommitDigest();
    }
}
