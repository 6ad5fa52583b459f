package io.replicator.node.storage;

import io.replicator.engine.model.StoreId;
import io.replicator.node.storage.DataFolderException.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.BackgroundErrorReason;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The RocksDB database in a data folder. Reads may come from any thread, and end with an {@link IllegalStateException}
 * once the store is closed (native code would crash); writes come from one thread.
 */
final class RocksStore implements AutoCloseable {

    /** Takes one entry of a scan; false ends the scan. */
    @FunctionalInterface
    interface Visitor {
        boolean visit(byte[] key, byte[] value);
    }

    static {
        RocksDB.loadLibrary();
    }

    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
    private final RocksTuning tuning;
    private final RocksDB db;
    private final Map<Family, ColumnFamilyHandle> handles = new EnumMap<>(Family.class);
    private final AbstractEventListener errors;
    private final WriteOptions unsynced = new WriteOptions();
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final FlushOptions flush = new FlushOptions().setWaitForFlush(false);
    private final ReadOptions scans = new ReadOptions().setFillCache(false);
    private boolean closed;

    private RocksStore(Path path, boolean create, Consumer<Throwable> onBackgroundError) throws RocksDBException {
        tuning = new RocksTuning();
        errors = new BackgroundErrors(onBackgroundError);
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (Family family : Family.values()) {
            descriptors.add(new ColumnFamilyDescriptor(family.id(), tuning.family()));
        }
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        try {
            db = RocksDB.open(tuning.database(create, errors), path.toString(), descriptors, opened);
        } catch (RocksDBException e) {
            closeOptions();
            throw e;
        }
        Iterator<ColumnFamilyHandle> inOrder = opened.iterator();
        for (Family family : Family.values()) {
            handles.put(family, inOrder.next());
        }
    }

    /** Creates an empty store, durably: of this format and of this id, never started yet. */
    static void create(Path path, StoreId id) throws DataFolderException {
        try (RocksStore store = new RocksStore(path, true, error -> {});
                WriteBatch batch = new WriteBatch()) {
            store.put(batch, Family.META, MetaKeys.FORMAT, Records.number(DataFolder.FORMAT));
            store.put(batch, Family.META, MetaKeys.STORE, id.toBytes());
            store.put(batch, Family.META, MetaKeys.BOOT, Records.number(0));
            store.write(batch, true);
        } catch (RocksDBException e) {
            throw refused(path, e);
        }
    }

    /**
     * Opens a store, with everything that is found in it made durable.
     *
     * @param onBackgroundError told of failed flushes and compactions, from a thread of RocksDB
     */
    static RocksStore open(Path path, Consumer<Throwable> onBackgroundError) throws DataFolderException {
        try {
            return new RocksStore(path, false, onBackgroundError);
        } catch (RocksDBException e) {
            throw refused(path, e);
        }
    }

    byte @Nullable [] get(Family family, byte[] key) {
        gate.readLock().lock();
        try {
            requireOpen();
            return db.get(handle(family), key);
        } catch (RocksDBException e) {
            throw new StorageException("the store cannot be read: " + e.getMessage(), e);
        } finally {
            gate.readLock().unlock();
        }
    }

    /** Visits entries in the order of their keys, from this key on. */
    void scan(Family family, byte[] from, Visitor visitor) {
        iterate(family, from, entry -> visitor.visit(entry.key(), entry.value()));
    }

    /** As {@link #scan}, but leaves the values where they are. */
    void scanKeys(Family family, byte[] from, Predicate<byte[]> visitor) {
        iterate(family, from, entry -> visitor.test(entry.key()));
    }

    private void iterate(Family family, byte[] from, Predicate<RocksIterator> visitor) {
        gate.readLock().lock();
        try {
            requireOpen();
            try (RocksIterator entries = db.newIterator(handle(family), scans)) {
                entries.seek(from);
                while (entries.isValid() && visitor.test(entries)) {
                    entries.next();
                }
                entries.status();
            }
        } catch (RocksDBException e) {
            throw new StorageException("the store cannot be read: " + e.getMessage(), e);
        } finally {
            gate.readLock().unlock();
        }
    }

    byte @Nullable [] lastKey(Family family) {
        gate.readLock().lock();
        try {
            requireOpen();
            try (RocksIterator entries = db.newIterator(handle(family), scans)) {
                entries.seekToLast();
                entries.status();
                return entries.isValid() ? entries.key() : null;
            }
        } catch (RocksDBException e) {
            throw new StorageException("the store cannot be read: " + e.getMessage(), e);
        } finally {
            gate.readLock().unlock();
        }
    }

    void put(WriteBatch batch, Family family, byte[] key, byte[] value) throws RocksDBException {
        batch.put(handle(family), key, value);
    }

    void delete(WriteBatch batch, Family family, byte[] key) throws RocksDBException {
        batch.delete(handle(family), key);
    }

    /** Appends a batch to the log, as a whole, and makes it readable; with a sync, durable too, and all before it. */
    void write(WriteBatch batch, boolean sync) throws RocksDBException {
        db.write(sync ? synced : unsynced, batch);
    }

    /** Makes everything written so far durable. */
    void sync() throws RocksDBException {
        db.syncWal();
    }

    /** Starts to move what is in memory to tables, and another log. Everything written must be synced before. */
    void flushMemtables() throws RocksDBException {
        db.flush(flush, List.copyOf(handles.values()));
    }

    @Override
    public void close() {
        gate.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            handles.values().forEach(ColumnFamilyHandle::close);
            db.close();
            closeOptions();
        } finally {
            gate.writeLock().unlock();
        }
    }

    private void closeOptions() {
        unsynced.close();
        synced.close();
        flush.close();
        scans.close();
        tuning.close();
        errors.close();
    }

    private ColumnFamilyHandle handle(Family family) {
        ColumnFamilyHandle handle = handles.get(family);
        if (handle == null) {
            throw new IllegalStateException("no column family " + family);
        }
        return handle;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
    }

    private static DataFolderException refused(Path path, RocksDBException e) {
        Status status = e.getStatus();
        Status.Code code = status == null ? Status.Code.Undefined : status.getCode();
        if (code == Status.Code.Corruption || code == Status.Code.InvalidArgument) {
            return DataFolder.corrupt(path, "its store cannot be read (" + e.getMessage() + ")", e);
        }
        return new DataFolderException(
                Reason.NOT_WRITABLE,
                "the store " + path + " cannot be opened (" + e.getMessage()
                        + "): see to its permissions and to free space",
                e);
    }

    /** Failures of flushes and compactions, which no call would tell of. */
    private static final class BackgroundErrors extends AbstractEventListener {

        private final Consumer<Throwable> handler;

        BackgroundErrors(Consumer<Throwable> handler) {
            super(EnabledEventCallback.ON_BACKGROUND_ERROR);
            this.handler = handler;
        }

        @Override
        public void onBackgroundError(BackgroundErrorReason reason, Status status) {
            handler.accept(new StorageException(
                    "the store failed (" + reason + "): " + status.getCodeString() + ": " + status.getState()));
        }
    }
}
