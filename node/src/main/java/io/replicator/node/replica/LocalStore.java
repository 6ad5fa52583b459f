package io.replicator.node.replica;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads of this node's own store that any thread may make; each takes one look-up. */
public interface LocalStore {

    KeyState.@Nullable Committed committed(Key key);

    /** What was promised and voted for; null if nothing was, or the key is committed. */
    KeyState.@Nullable Undecided undecided(Key key);

    List<Replica.StoredKey> keys(byte[] prefix, @Nullable Key after, int limit);
}
