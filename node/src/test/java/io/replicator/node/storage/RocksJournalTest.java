package io.replicator.node.storage;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.message.Message.Pulled;
import io.replicator.engine.model.CommitDigest;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.Value;
import io.replicator.engine.model.Vote;
import io.replicator.engine.model.Words;
import io.replicator.engine.port.Journal.Entry;
import io.replicator.engine.port.Journal.Recovered;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksJournalTest {

    @TempDir
    private Path path;

    private DataFolder folder;
    private RocksJournal journal;
    private Watermarks watermarks;

    @BeforeEach
    void open() throws DataFolderException {
        folder = Samples.folder(path);
        watermarks = new Watermarks();
        journal = RocksJournal.open(folder, watermarks);
    }

    @AfterEach
    void close() throws IOException {
        watermarks.letWriterGo();
        journal.close();
        folder.close();
    }

    private void reopen() throws IOException, DataFolderException {
        close();
        open();
    }

    private void store(Entry... entries) {
        long last = 0;
        for (Entry entry : entries) {
            last = journal.append(entry);
        }
        journal.flush(last);
        watermarks.awaitSynced(last);
    }

    @Test
    void countsStartsAndKeepsTheStoreId() throws Exception {
        Recovered first = journal.recovered();
        reopen();
        Recovered second = journal.recovered();

        assertEquals(1, first.boot());
        assertEquals(2, second.boot());
        assertEquals(first.store(), second.store());
        assertEquals(folder.store(), second.store());
        assertEquals(List.of(), second.chain());
        assertEquals(0, second.activeEpoch());
    }

    @Test
    void keepsEverythingOverAReopen() throws Exception {
        Key promised = Key.ofClient("promised");
        Key voted = Key.ofClient("voted");
        Key large = Key.ofClient("large");
        KeyState.Undecided promise = new KeyState.Undecided(Samples.classic(5), null);
        Vote vote = new Vote(
                Samples.classic(2), Samples.outcome(voted, Samples.large()).pid(), Samples.TX, Samples.large());
        KeyState.Undecided classicVote = new KeyState.Undecided(Samples.classic(9), vote);
        store(
                new Entry.Configured(Samples.config(1), true),
                new Entry.Configured(Samples.config(2), false),
                new Entry.PulledFrom(new StoreId(5, 6), 70),
                new Entry.PulledFrom(new StoreId(5, 6), 77),
                new Entry.Voted(promised, promise),
                new Entry.Voted(voted, classicVote),
                Samples.vote(1),
                Samples.commit(1),
                new Entry.Committed(large, Samples.outcome(large, Samples.large())),
                new Entry.Committed(Samples.key(3), Samples.outcome(Samples.key(3), Value.EMPTY)));
        Words words = journal.digest().toWords();
        reopen();

        assertEquals(
                List.of(Samples.config(1), Samples.config(2)),
                journal.recovered().chain());
        assertEquals(1, journal.recovered().activeEpoch());
        assertEquals(Map.of(new StoreId(5, 6), 77L), journal.recovered().pulledFrom());
        assertEquals(promise, journal.load(promised));
        assertEquals(classicVote, journal.load(voted));
        assertEquals(Samples.outcome(Samples.key(1), Samples.value(1)), journal.load(Samples.key(1)));
        assertEquals(Samples.outcome(large, Samples.large()), journal.load(large));
        assertEquals(Samples.outcome(Samples.key(3), Value.EMPTY), journal.committed(Samples.key(3)));
        assertSame(KeyState.UNTOUCHED, journal.load(Key.ofClient("unknown")));
        assertEquals(List.of(promised, voted), journal.undecided(null, 10));
        assertEquals(3, journal.digest().commits());
        assertEquals(words, journal.digest().toWords());
        assertEquals(List.of(Samples.key(1), large, Samples.key(3)), keysOf(journal.commitsAfter(0, 10)));
    }

    @Test
    void dropsBallotStateWithTheCommit() {
        store(Samples.vote(1), Samples.vote(2));
        assertEquals(List.of(Samples.key(1), Samples.key(2)), journal.undecided(null, 10));
        assertEquals(List.of(Samples.key(2)), journal.undecided(Samples.key(1), 10));
        assertEquals(List.of(Samples.key(1)), journal.undecided(null, 1));
        store(Samples.commit(1));

        assertNull(journal.undecided(Samples.key(1)));
        assertEquals(List.of(Samples.key(2)), journal.undecided(null, 10));
    }

    /** They are known from the start on, and the store need not be read for them once more. */
    @Test
    void tellsTheUndecidedKeysWithoutReadingTheStore() throws Exception {
        store(Samples.vote(2), Samples.vote(1));
        reopen();
        assertEquals(List.of(Samples.key(1), Samples.key(2)), journal.undecided(null, 10));
        journal.append(Samples.vote(3));
        journal.append(Samples.commit(1));
        assertEquals(List.of(Samples.key(2), Samples.key(3)), journal.undecided(null, 10));
    }

    @Test
    void showsNothingThatIsNotWrittenYet() {
        watermarks.holdWriter();
        long first = journal.append(Samples.vote(1));
        journal.flush(first);
        watermarks.awaitSynced(first);
        long second = journal.append(Samples.commit(1));
        journal.flush(second);

        assertNull(journal.committed(Samples.key(1)));
        assertEquals(1, journal.digest().commits(), "the digest is of what was appended");
        watermarks.letWriterGo();
        watermarks.awaitWritten(second);
        assertEquals(Samples.outcome(Samples.key(1), Samples.value(1)), journal.committed(Samples.key(1)));
    }

    @Test
    void sharesOneSyncAmongAllThatWasAppendedDuringAnother() {
        watermarks.holdWriter();
        long first = journal.append(Samples.vote(0));
        journal.flush(first);
        watermarks.awaitSynced(first);
        long last = first;
        for (int i = 1; i <= 100; i++) {
            last = journal.append(Samples.vote(i));
            journal.flush(last);
        }
        watermarks.letWriterGo();
        watermarks.awaitSynced(last);

        assertEquals(List.of(1, 100), watermarks.syncs);
        JournalStats stats = journal.stats();
        assertEquals(2, stats.syncs());
        assertEquals(101, stats.syncedEntries());
        assertEquals(100, stats.largestSync());
        assertTrue(stats.bytes() > 0);
    }

    @Test
    void writesCommitsWithoutASyncAndSyncsThemWhenIdle() {
        long last = journal.append(Samples.commit(1));
        journal.flush(0);
        watermarks.awaitWritten(last);
        boolean unsynced = journal.stats().syncs() == 0;
        Pulled durable = journal.commitsAfter(0, 10);

        assertTrue(unsynced, "nobody asked for a sync");
        assertEquals(List.of(), durable.entries(), "only durable commits are told");
        assertTrue(durable.end());
        watermarks.awaitSynced(last);
        assertEquals(List.of(Samples.key(1)), keysOf(journal.commitsAfter(0, 10)));
    }

    @Test
    void syncsWhatIsWrittenAlreadyWhenThatIsAskedForLater() {
        long commit = journal.append(Samples.commit(1));
        journal.flush(0);
        watermarks.awaitWritten(commit);
        journal.flush(commit);
        watermarks.awaitSynced(commit);
        assertEquals(List.of(1), watermarks.syncs);
    }

    @Test
    void tellsCommitsInTheirOrderPageByPage() {
        int[] order = {5, 3, 9, 1, 7};
        store(IntStream.of(order).mapToObj(Samples::commit).toArray(Entry[]::new));

        Pulled first = journal.commitsAfter(0, 2);
        Pulled second = journal.commitsAfter(first.next(), 2);
        Pulled third = journal.commitsAfter(second.next(), 2);
        assertEquals(List.of(Samples.key(5), Samples.key(3)), keysOf(first));
        assertEquals(List.of(Samples.key(9), Samples.key(1)), keysOf(second));
        assertEquals(List.of(Samples.key(7)), keysOf(third));
        assertFalse(first.end());
        assertFalse(second.end());
        assertTrue(third.end());
        assertEquals(List.of(), journal.commitsAfter(Long.MAX_VALUE, 2).entries());
        assertEquals(
                Samples.outcome(Samples.key(5), Samples.value(5)).pid(),
                first.entries().getFirst().pid());
    }

    @Test
    void listsClientKeysInOrder() {
        Key system = Key.ofStored(new byte[] {0, 'c', 'f', 'g'});
        store(
                new Entry.Committed(system, Samples.outcome(system, Value.EMPTY)),
                committed("b/1"),
                committed("a"),
                committed("b/2"),
                committed("c"));

        assertEquals(List.of("a", "b/1", "b/2", "c"), names("", null, 10));
        assertEquals(List.of("b/1", "b/2"), names("b/", null, 10));
        assertEquals(List.of("b/2"), names("b/", "b/1", 10));
        assertEquals(List.of("b/1", "b/2"), names("b/", "a", 10));
        assertEquals(List.of(), names("b/", "c", 10));
        assertEquals(List.of("a", "b/1"), names("", null, 2));
        assertEquals(List.of("c"), names("", "b/2", 10));
        assertEquals(List.of(), names("\0", null, 10));
        assertEquals(1, journal.keys(bytes("a"), null, 1).getFirst().size());
    }

    @Test
    void movesToTablesWithoutLosingAnything() throws Exception {
        byte[] bytes = new byte[3 << 20];
        for (int i = 0; i < 10; i++) {
            Key key = Samples.key(i);
            bytes[0] = (byte) i;
            store(
                    new Entry.Voted(key, Samples.reserved(key, Value.of(bytes.clone()))),
                    new Entry.Committed(key, Samples.outcome(key, Value.of(bytes.clone()))));
        }
        reopen();

        for (int i = 0; i < 10; i++) {
            KeyState.Committed committed = journal.committed(Samples.key(i));
            assertEquals(i, committed == null ? -1 : committed.value().unsafeBytes()[0]);
        }
        assertEquals(10, journal.digest().commits());
    }

    @Test
    void refusesReadsAfterClosing() {
        journal.close();
        assertThrows(IllegalStateException.class, () -> journal.committed(Samples.key(1)));
        assertThrows(IllegalStateException.class, () -> journal.keys(new byte[0], null, 1));
    }

    @Test
    void syncsTheRestWhenClosing() throws Exception {
        long last = journal.append(Samples.commit(1));
        journal.flush(0);
        journal.close();
        await().until(() -> watermarks.synced == last);
        reopen();
        CommitDigest digest = journal.digest();
        assertEquals(1, digest.commits());
    }

    private static List<Key> keysOf(Pulled pulled) {
        return pulled.entries().stream().map(Pulled.Entry::key).toList();
    }

    private List<String> names(String prefix, @Nullable String after, int limit) {
        return journal.keys(bytes(prefix), after == null ? null : Key.ofClient(after), limit).stream()
                .map(found -> found.key().toString())
                .toList();
    }

    private static Entry committed(String name) {
        Key key = Key.ofClient(name);
        return new Entry.Committed(key, Samples.outcome(key, Value.of(new byte[] {42})));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
