package io.replicator.node.storage;

import io.replicator.engine.model.Key;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which keys the store holds undecided, as long as they are few: nearly every request is about one that is not, and this
 * spares the look-up that would say so, and a second reading of them at the start. With too many of them it knows nothing,
 * until the next start. Not thread-safe.
 */
final class UndecidedKeys {

    static final int MAX_KEYS = 65_536;

    private final Set<Key> keys;
    private boolean complete;

    /**
     * @param stored the undecided keys in the store; if they are more than {@link #MAX_KEYS}, any part of them
     */
    UndecidedKeys(List<Key> stored) {
        this.keys = new HashSet<>(stored);
        this.complete = true;
        giveUpIfTooMany();
    }

    void add(Key key) {
        if (complete) {
            keys.add(key);
            giveUpIfTooMany();
        }
    }

    void remove(Key key) {
        keys.remove(key);
    }

    /** False if the key is certainly not undecided. */
    boolean mayHold(Key key) {
        return !complete || keys.contains(key);
    }

    /**
     * The undecided keys, in order, after the given one (from the first if none): at most {@code limit}; null if it cannot
     * tell.
     */
    @Nullable
    List<Key> after(@Nullable Key after, int limit) {
        return complete
                ? keys.stream()
                        .filter(key -> after == null || key.compareTo(after) > 0)
                        .sorted()
                        .limit(limit)
                        .toList()
                : null;
    }

    private void giveUpIfTooMany() {
        if (keys.size() > MAX_KEYS) {
            complete = false;
            keys.clear();
        }
    }
}
