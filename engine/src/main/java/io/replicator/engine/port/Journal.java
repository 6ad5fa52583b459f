package io.replicator.engine.port;

import io.replicator.engine.message.Message.Pulled;
import io.replicator.engine.model.CommitDigest;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.StoreId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The node's durable state: a log of entries, and the state that they add up to.
 *
 * <p>Order: entries become durable in the order of {@link #append}; a crash keeps a prefix of them. Each entry is kept
 * whole or not at all.
 *
 * <p>Durability: {@link #append} promises nothing. When an entry is readable by {@link #load}, and when it is on stable
 * storage, is told to the driver as two watermarks ({@code Driver.journaled(written, synced)}). A failure to write or to
 * sync ends the process; there is no resuming after one.
 *
 * <p>Threading: all methods are called from the driver's thread; {@code append} and {@code flush} never wait for a disk.
 */
public interface Journal {

    /** What was found at the start; durable before the driver sees it. */
    Recovered recovered();

    /**
     * Appends an entry.
     *
     * @return its sequence number, counting from 1 in each boot
     */
    long append(Entry entry);

    /**
     * Ends a turn: hands what was appended to the writer.
     *
     * @param syncThrough a sync is wanted up to this entry; later ones may wait for a sync that somebody wants
     */
    void flush(long syncThrough);

    /** The state of a key as the written entries add up to; {@link KeyState#UNTOUCHED} if there is none. */
    KeyState load(Key key);

    /** Keys that are undecided here, in order, after the given one (from the first if none): at most {@code limit}. */
    List<Key> undecided(@Nullable Key after, int limit);

    /** Durable commits in the order in which they were made, after the given place: at most {@code limit}. */
    Pulled commitsAfter(long place, int limit);

    /** The digest of all commits appended so far. */
    CommitDigest digest();

    /** One step of state, made durable as a whole. */
    sealed interface Entry {

        /** A promise or a vote. */
        record Voted(Key key, KeyState.Undecided state) implements Entry {}

        /** An outcome; replaces the ballot state of its key. Never appended twice for one key. */
        record Committed(Key key, KeyState.Committed state) implements Entry {}

        /** The next configuration of the chain, which the node adopts or learns of. */
        record Configured(Config config, boolean active) implements Entry {}

        /** Anti-entropy: everything that this source committed up to the place, in its own order, is committed here. */
        record PulledFrom(StoreId source, long place) implements Entry {}
    }

    /**
     * @param boot counts the starts of this store, this one included
     * @param chain the configurations known, oldest first; empty for a virgin store
     * @param activeEpoch the epoch that this store votes in if it is a voter of it; 0 for none
     * @param pulledFrom how far anti-entropy got with each source
     */
    record Recovered(StoreId store, long boot, List<Config> chain, long activeEpoch, Map<StoreId, Long> pulledFrom) {
        public Recovered {
            chain = List.copyOf(chain);
            pulledFrom = Map.copyOf(pulledFrom);
        }
    }
}
