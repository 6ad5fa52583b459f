package io.replicator.node.storage;

import io.replicator.engine.message.Message;
import io.replicator.engine.message.Message.Pulled;
import io.replicator.engine.model.CommitDigest;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.Value;
import io.replicator.engine.port.Journal;
import io.replicator.node.replica.LocalStore;
import io.replicator.node.replica.Replica.StoredKey;
import io.replicator.node.storage.JournalWriter.Pending;
import io.replicator.node.storage.Records.CommittedHead;
import io.replicator.node.storage.Records.LogRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The journal in RocksDB, whose own log is the log of entries. A start reads a few facts, whatever the number of keys.
 *
 * <p>Threading: what {@link Journal} says, but {@link #committed}, {@link #undecided(Key)}, {@link #keys}, {@link #stats}
 * and {@link #backlogBytes} may be called from any thread. After {@link #close} all reads fail with an
 * {@link IllegalStateException}.
 */
public final class RocksJournal implements Journal, LocalStore, AutoCloseable {

    /** The most keys that {@link #keys} gives at once. */
    public static final int MAX_KEYS = 10_000;

    private static final byte[] FIRST_CLIENT_KEY = {1};

    private final RocksStore store;
    private final JournalWriter writer;
    private final Backlog backlog;
    private final Recovered recovered;
    private final CommitDigest digest;
    private final UndecidedKeys undecidedKeys;
    private final List<Pending> turn = new ArrayList<>();
    private long sequence;
    private long lastPlace;
    private long syncAsked;

    private RocksJournal(
            RocksStore store,
            JournalWriter writer,
            Backlog backlog,
            Recovered recovered,
            CommitDigest digest,
            UndecidedKeys undecidedKeys) {
        this.store = store;
        this.writer = writer;
        this.backlog = backlog;
        this.recovered = recovered;
        this.digest = digest;
        this.lastPlace = digest.commits();
        this.undecidedKeys = undecidedKeys;
    }

    /**
     * Opens the store of a data folder, which stays locked by the caller until this journal is closed. When this
     * returns, everything recovered and this start's boot count are durable.
     *
     * @throws DataFolderException if the store is damaged, of a later release, or not the one of this folder
     */
    public static RocksJournal open(DataFolder folder, JournalListener listener) throws DataFolderException {
        AtomicReference<@Nullable JournalWriter> started = new AtomicReference<>();
        RocksStore store = RocksStore.open(folder.storePath(), error -> {
            JournalWriter writer = started.get();
            if (writer == null) {
                listener.failed(error);
            } else {
                writer.fail(error);
            }
        });
        try {
            Recovered recovered = recover(store, folder);
            CommitDigest digest = digest(store);
            UndecidedKeys undecidedKeys = new UndecidedKeys(undecided(store, null, UndecidedKeys.MAX_KEYS + 1));
            Backlog backlog = new Backlog(Backlog.limitOfThisProcess());
            JournalWriter writer = new JournalWriter(store, listener, backlog, digest.commits());
            started.set(writer);
            writer.start();
            return new RocksJournal(store, writer, backlog, recovered, digest, undecidedKeys);
        } catch (DataFolderException e) {
            store.close();
            throw e;
        } catch (RuntimeException e) {
            // So far records were read, and nothing else was done that could fail.
            store.close();
            throw DataFolder.corrupt(folder.path(), "its store cannot be read (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public Recovered recovered() {
        return recovered;
    }

    @Override
    public long append(Entry entry) {
        sequence++;
        if (entry instanceof Entry.Committed(Key key, KeyState.Committed state)) {
            lastPlace++;
            undecidedKeys.remove(key);
            int bucket = digest.add(key, state.pid());
            append(new Pending(sequence, entry, lastPlace, bucket, digest.word(bucket)));
        } else {
            if (entry instanceof Entry.Voted voted) {
                undecidedKeys.add(voted.key());
            }
            append(new Pending(sequence, entry, 0, 0, 0));
        }
        return sequence;
    }

    private void append(Pending pending) {
        turn.add(pending);
        backlog.add(pending);
    }

    @Override
    public void flush(long syncThrough) {
        if (!turn.isEmpty() || syncThrough > syncAsked) {
            writer.submit(turn, syncThrough);
            turn.clear();
            syncAsked = Math.max(syncAsked, syncThrough);
        }
    }

    @Override
    public KeyState load(Key key) {
        KeyState.Committed committed = committed(key);
        if (committed != null) {
            return committed;
        }
        KeyState.Undecided undecided = undecidedKeys.mayHold(key) ? undecided(key) : null;
        return undecided == null ? KeyState.UNTOUCHED : undecided;
    }

    @Override
    public List<Key> undecided(@Nullable Key after, int limit) {
        List<Key> known = undecidedKeys.after(after, limit);
        return known == null ? undecided(store, after, limit) : known;
    }

    private static List<Key> undecided(RocksStore store, @Nullable Key after, int limit) {
        List<Key> keys = new ArrayList<>();
        if (limit > 0) {
            store.scanKeys(Family.UNDECIDED, after == null ? new byte[0] : successor(after), key -> {
                keys.add(Key.ofStored(key));
                return keys.size() < limit;
            });
        }
        return keys;
    }

    @Override
    public Pulled commitsAfter(long place, int limit) {
        long durable = writer.syncedPlace();
        long last = Math.min(durable, place + Math.min(limit, Message.MAX_PULLED));
        List<Pulled.Entry> entries = new ArrayList<>();
        if (last > place) {
            store.scan(Family.LOG, Records.number(place + 1), (key, record) -> {
                LogRecord commit = Records.log(record);
                entries.add(new Pulled.Entry(commit.key(), commit.pid()));
                return Records.number(key) < last;
            });
        }
        long next = Math.max(place, last);
        return new Pulled(place, entries, next, next >= durable);
    }

    @Override
    public CommitDigest digest() {
        return digest;
    }

    @Override
    public KeyState.@Nullable Committed committed(Key key) {
        byte[] record = store.get(Family.COMMITTED, key.unsafeBytes());
        if (record == null) {
            return null;
        }
        CommittedHead head = Records.committed(record);
        Value value = head.inline() == null ? largeValue(key, head) : head.inline();
        return new KeyState.Committed(head.pid(), head.txId(), value);
    }

    @Override
    public KeyState.@Nullable Undecided undecided(Key key) {
        byte[] record = store.get(Family.UNDECIDED, key.unsafeBytes());
        return record == null ? null : Records.undecided(record);
    }

    /**
     * Keys of clients that are committed here, in order.
     *
     * @param prefix only keys that start with it
     * @param after only keys greater than this one
     * @param limit at most so many, and never more than {@value #MAX_KEYS}
     */
    @Override
    public List<StoredKey> keys(byte[] prefix, @Nullable Key after, int limit) {
        byte[] from = prefix.length == 0 ? FIRST_CLIENT_KEY : prefix;
        if (after != null && Arrays.compareUnsigned(after.unsafeBytes(), from) >= 0) {
            from = successor(after);
        }
        List<StoredKey> keys = new ArrayList<>();
        int most = Math.min(limit, MAX_KEYS);
        if (most <= 0 || from[0] == 0) {
            return keys;
        }
        store.scan(Family.COMMITTED, from, (key, record) -> {
            if (!startsWith(key, prefix)) {
                return false;
            }
            CommittedHead head = Records.committed(record);
            keys.add(new StoredKey(Key.ofStored(key), head.pid(), head.size()));
            return keys.size() < most;
        });
        return keys;
    }

    /**
     * Whether so much waits for the disk that nothing should be taken in that leads to more; becomes false again by some
     * {@link JournalListener#journaled}, without anybody's doing.
     */
    public boolean isBehind() {
        return backlog.isBehind();
    }

    /** Bytes that were appended and wait for the disk, values and about what they take besides. Thread-safe. */
    public long backlogBytes() {
        return backlog.bytes();
    }

    /** What the writer has done since the start. Thread-safe. */
    public JournalStats stats() {
        return writer.stats();
    }

    /** Makes everything that was flushed durable, and closes the store. */
    @Override
    public void close() {
        if (writer.close()) {
            store.close();
        }
    }

    private Value largeValue(Key key, CommittedHead head) {
        byte[] bytes = store.get(Family.VALUES, Records.number(head.place()));
        if (bytes == null || bytes.length != head.size()) {
            throw new StorageException("the value of key " + key + " is missing in the store");
        }
        return Value.of(bytes);
    }

    /** The boot count is written with a sync, which no earlier start can have done: so this one starts after it. */
    private static Recovered recover(RocksStore store, DataFolder folder) throws DataFolderException {
        Path path = folder.path();
        long format = Records.number(fact(store, path, MetaKeys.FORMAT));
        if (format > DataFolder.FORMAT) {
            throw DataFolder.newerFormat(path, format);
        }
        StoreId id = StoreId.of(fact(store, path, MetaKeys.STORE));
        if (!id.equals(folder.store())) {
            throw DataFolder.corrupt(path, "its store has another id than " + NodeProperties.FILE + " says");
        }
        long boot = Records.number(fact(store, path, MetaKeys.BOOT)) + 1;
        try (WriteBatch batch = new WriteBatch()) {
            store.put(batch, Family.META, MetaKeys.BOOT, Records.number(boot));
            store.write(batch, true);
        } catch (RocksDBException e) {
            throw new DataFolderException(
                    DataFolderException.Reason.NOT_WRITABLE,
                    "the store in " + path + " cannot be written (" + e.getMessage() + "): see to free space",
                    e);
        }
        byte[] activeEpoch = store.get(Family.META, MetaKeys.ACTIVE_EPOCH);
        return new Recovered(
                id, boot, chain(store), activeEpoch == null ? 0 : Records.number(activeEpoch), pulledFrom(store));
    }

    private static byte[] fact(RocksStore store, Path path, byte[] name) throws DataFolderException {
        byte[] value = store.get(Family.META, name);
        if (value == null) {
            throw DataFolder.corrupt(path, "its store lacks what every store has");
        }
        return value;
    }

    private static List<Config> chain(RocksStore store) {
        List<Config> chain = new ArrayList<>();
        scanMeta(store, MetaKeys.CONFIG_PREFIX, (key, record) -> chain.add(ConfigRecord.decode(record)));
        return chain;
    }

    private static Map<StoreId, Long> pulledFrom(RocksStore store) {
        Map<StoreId, Long> places = new HashMap<>();
        scanMeta(
                store,
                MetaKeys.PULLED_PREFIX,
                (key, record) -> places.put(MetaKeys.sourceOf(key), Records.number(record)));
        return places;
    }

    /** Each commit has the next place; so the last place is the number of commits. */
    private static CommitDigest digest(RocksStore store) {
        CommitDigest digest = new CommitDigest();
        scanMeta(
                store,
                MetaKeys.DIGEST_PREFIX,
                (key, record) -> digest.restore(MetaKeys.bucketOf(key), Records.number(record)));
        byte[] lastPlace = store.lastKey(Family.LOG);
        digest.restoreCommits(lastPlace == null ? 0 : Records.number(lastPlace));
        return digest;
    }

    private static void scanMeta(RocksStore store, byte prefix, BiConsumer<byte[], byte[]> fact) {
        store.scan(Family.META, new byte[] {prefix}, (key, record) -> {
            if (key[0] != prefix) {
                return false;
            }
            fact.accept(key, record);
            return true;
        });
    }

    /** The least byte string above a key. */
    private static byte[] successor(Key key) {
        return Arrays.copyOf(key.unsafeBytes(), key.length() + 1);
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
}
