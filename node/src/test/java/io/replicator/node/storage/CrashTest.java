package io.replicator.node.storage;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicator.engine.message.Message.Pulled;
import io.replicator.engine.model.CommitDigest;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.Value;
import io.replicator.engine.port.Journal.Entry;
import io.replicator.node.storage.DataFolderException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage that crashes and disks do to the log. */
class CrashTest {

    private static final int COMMITS = 50;

    @TempDir
    private Path temporary;

    /** Commits by one synced round each; then a copy of the folder as it is at that moment, as a crash leaves it. */
    private Path crashed() throws Exception {
        Path path = temporary.resolve("data");
        Path copy = temporary.resolve("copy");
        try (DataFolder folder = Samples.folder(path)) {
            Watermarks watermarks = new Watermarks();
            try (RocksJournal journal = RocksJournal.open(folder, watermarks)) {
                for (int i = 1; i <= COMMITS; i++) {
                    long sequence = journal.append(Samples.commit(i));
                    journal.flush(sequence);
                    watermarks.awaitSynced(sequence);
                }
                copyTree(path, copy);
            }
        }
        return copy;
    }

    @Test
    void keepsAPrefixWhereverTheTailIsTorn() throws Exception {
        Path crashed = crashed();
        long whole = Files.size(logOf(crashed));
        for (int cut = 0; cut < 400; cut += 23) {
            Path torn = temporary.resolve("torn-" + cut);
            copyTree(crashed, torn);
            try (FileChannel log = FileChannel.open(logOf(torn), StandardOpenOption.WRITE)) {
                log.truncate(whole - cut);
            }
            int kept = assertPrefix(torn);
            assertEquals(cut == 0, kept == COMMITS, "cut by " + cut + " kept " + kept);
            assertTrue(kept >= COMMITS - 4, "cut by " + cut + " kept " + kept);
        }
    }

    @Test
    void refusesToStartOnAFlippedByteInTheMiddleOfTheLog() throws Exception {
        Path crashed = crashed();
        long whole = Files.size(logOf(crashed));
        for (int tenths = 1; tenths <= 8; tenths++) {
            Path damaged = temporary.resolve("damaged-" + tenths);
            copyTree(crashed, damaged);
            flip(logOf(damaged), whole * tenths / 10);
            try (DataFolder folder = Samples.folder(damaged)) {
                DataFolderException refused =
                        assertThrows(DataFolderException.class, () -> RocksJournal.open(folder, new Watermarks()));
                assertEquals(Reason.CORRUPT, refused.reason());
            }
        }
    }

    @Test
    void stopsForGoodWhenTheDiskIsFull() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "no /dev/full here");
        Path path = temporary.resolve("data");
        Watermarks watermarks = new Watermarks();
        long syncedThen;
        try (DataFolder folder = Samples.folder(path);
                RocksJournal journal = RocksJournal.open(folder, watermarks)) {
            redirectFurtherLogs(folder.storePath(), full);
            Value large = Value.of(new byte[1 << 20]);
            for (int i = 0; i < 40 && watermarks.failure.get() == null; i++) {
                Key key = Samples.key(i);
                journal.flush(journal.append(new Entry.Committed(key, Samples.outcome(key, large))));
            }
            await().until(() -> watermarks.failure.get() != null);
            assertInstanceOf(StorageException.class, watermarks.failure.get());

            syncedThen = watermarks.synced;
            journal.flush(journal.append(Samples.commit(1000)));
        }
        assertEquals(syncedThen, watermarks.synced, "nothing is told to be durable after a failure");
        removeLinks(path.resolve(DataFolder.STORE_FOLDER));
    }

    private static void removeLinks(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    /** The next logs that RocksDB creates are to be on a disk without space. */
    private static void redirectFurtherLogs(Path store, Path full) throws IOException {
        int last = Integer.parseInt(logIn(store).getFileName().toString().replace(".log", ""));
        for (int number = last + 1; number < last + 100; number++) {
            Files.createSymbolicLink(store.resolve(String.format("%06d.log", number)), full);
        }
    }

    /** Opens the folder; what is there are the first commits, and all that is derived from them agrees. */
    private static int assertPrefix(Path path) throws Exception {
        try (DataFolder folder = Samples.folder(path);
                RocksJournal journal = RocksJournal.open(folder, new Watermarks())) {
            int kept = (int) journal.digest().commits();
            CommitDigest expected = new CommitDigest();
            Pulled pulled = journal.commitsAfter(0, COMMITS);
            assertEquals(kept, pulled.entries().size());
            for (int i = 1; i <= COMMITS; i++) {
                KeyState.Committed committed = journal.committed(Samples.key(i));
                assertEquals(i <= kept, committed != null, "commit " + i + " of " + kept);
                if (committed != null) {
                    assertEquals(Samples.outcome(Samples.key(i), Samples.value(i)), committed);
                    assertEquals(Samples.key(i), pulled.entries().get(i - 1).key());
                    expected.add(Samples.key(i), committed.pid());
                }
            }
            assertEquals(expected.toWords(), journal.digest().toWords());
            return kept;
        }
    }

    private static void flip(Path file, long position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) position] ^= 0x10;
        Files.write(file, bytes);
    }

    private static Path logOf(Path folder) throws IOException {
        return logIn(folder.resolve(DataFolder.STORE_FOLDER));
    }

    /** The newest log: the one that is written to. */
    private static Path logIn(Path store) throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            Path log = files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.naturalOrder())
                    .orElse(null);
            assertNotNull(log);
            return log;
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
