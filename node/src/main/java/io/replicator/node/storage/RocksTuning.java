package io.replicator.node.storage;

import java.util.ArrayList;
import java.util.List;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksObject;
import org.rocksdb.WALRecoveryMode;

/**
 * RocksDB's settings: little memory, whatever the number of keys, and no surprises in what a crash leaves. Owns the
 * native objects that must live as long as the database.
 */
final class RocksTuning implements AutoCloseable {

    /** Blocks of tables, their indexes and their filters: all that is kept of them in memory. */
    static final long BLOCK_CACHE_BYTES = 16L << 20;

    /** The writer flushes all memtables once this much was written; this bounds the log's replay at the next start. */
    static final long FLUSH_BYTES = 8L << 20;

    /**
     * Far above {@link #FLUSH_BYTES}, so that RocksDB never flushes by itself: that would start another log file while
     * the one before is not synced, and a power failure could then keep the later of the two alone.
     */
    private static final long WRITE_BUFFER_BYTES = 128L << 20;

    /** The one that is written to, and those whose flush is under way; the writer waits rather than start one more. */
    private static final int MAX_WRITE_BUFFERS = 3;

    private static final long MAX_LOG_BYTES = 1L << 30;
    private static final long ARENA_BLOCK_BYTES = 128L << 10;
    private static final int MAX_OPEN_FILES = 256;
    private static final int BACKGROUND_JOBS = 2;
    private static final int BLOOM_BITS_PER_KEY = 10;
    private static final int BLOCK_BYTES = 4 << 10;
    private static final long TABLE_BYTES = 32L << 20;
    private static final int CACHE_SHARD_BITS = 2;
    private static final double CACHE_SHARE_OF_INDEXES = 0.6;
    private static final int KEPT_INFO_LOGS = 2;
    private static final long INFO_LOG_BYTES = 1L << 20;
    private static final long BYTES_PER_SYNC = 1L << 20;

    private final List<RocksObject> owned = new ArrayList<>();
    private final LRUCache cache =
            own(new LRUCache(BLOCK_CACHE_BYTES, CACHE_SHARD_BITS, false, CACHE_SHARE_OF_INDEXES));

    DBOptions database(boolean create, AbstractEventListener listener) {
        return own(new DBOptions())
                .setCreateIfMissing(create)
                .setCreateMissingColumnFamilies(create)
                .setErrorIfExists(create)
                // PointInTime, the default, silently drops everything behind a damaged record in the middle.
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                // What is recovered goes to synced tables before the database is open.
                .setAvoidFlushDuringRecovery(false)
                .setParanoidChecks(true)
                .setRecycleLogFileNum(0)
                .setMaxBgErrorResumeCount(0)
                .setListeners(List.of(listener))
                .setMaxTotalWalSize(MAX_LOG_BYTES)
                .setMaxOpenFiles(MAX_OPEN_FILES)
                .setMaxFileOpeningThreads(BACKGROUND_JOBS)
                .setMaxBackgroundJobs(BACKGROUND_JOBS)
                .setBytesPerSync(BYTES_PER_SYNC)
                .setSkipStatsUpdateOnDbOpen(true)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(KEPT_INFO_LOGS)
                .setMaxLogFileSize(INFO_LOG_BYTES);
    }

    ColumnFamilyOptions family() {
        return own(new ColumnFamilyOptions())
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setMaxWriteBufferNumber(MAX_WRITE_BUFFERS)
                .setArenaBlockSize(ARENA_BLOCK_BYTES)
                .setTargetFileSizeBase(TABLE_BYTES)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(table());
    }

    /** Indexes and filters in parts that come and go with the cache: with all keys' filters, memory would grow. */
    private BlockBasedTableConfig table() {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(BLOCK_BYTES)
                .setFilterPolicy(own(new BloomFilter(BLOOM_BITS_PER_KEY)))
                .setWholeKeyFiltering(true)
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinTopLevelIndexAndFilter(true);
    }

    private <T extends RocksObject> T own(T object) {
        owned.add(object);
        return object;
    }

    @Override
    public void close() {
        owned.reversed().forEach(RocksObject::close);
        owned.clear();
    }
}
