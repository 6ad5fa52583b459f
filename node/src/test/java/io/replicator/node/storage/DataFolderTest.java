package io.replicator.node.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.StoreId;
import io.replicator.node.storage.DataFolderException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.WriteBatch;

class DataFolderTest {

    @TempDir
    private Path temporary;

    private Path path;

    @BeforeEach
    void namePath() {
        path = temporary.resolve("data/A/1");
    }

    @Test
    void createsAFolderAndResumesIt() throws Exception {
        StoreId store;
        try (DataFolder created = Samples.folder(path)) {
            store = created.store();
            assertTrue(created.isNew());
            assertEquals(OptionalInt.empty(), created.listenPort());
            created.rememberListenPort(4001);
        }
        try (DataFolder resumed = DataFolder.open(path, Samples.CLUSTER, () -> bytes("another key"))) {
            assertFalse(resumed.isNew());
            assertEquals(store, resumed.store());
            assertEquals(Samples.CLUSTER, resumed.cluster());
            assertArrayEquals(bytes("a private key"), resumed.identity());
            assertEquals(OptionalInt.of(4001), resumed.listenPort());
        }
    }

    @Test
    void keepsThePrivateKeyToItsOwner() throws Exception {
        Samples.folder(path).close();
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(path.resolve(DataFolder.IDENTITY_FILE)));
    }

    @Test
    void refusesAFolderThatIsInUse() throws Exception {
        try (DataFolder inUse = Samples.folder(path)) {
            assertRefused(Reason.LOCKED, "in use by this process");
            assertRefused(Reason.LOCKED, inUse.path().getFileName().toString());
        }
        Samples.folder(path).close();
    }

    @Test
    void refusesAFolderThatAnotherProcessUses() throws Exception {
        Process other = ChildJvm.start(ChildJvm.HOLD_FOLDER, path);
        try {
            ChildJvm.awaitLine(other, "HELD");
            assertRefused(Reason.LOCKED, "process " + other.pid());
        } finally {
            other.destroyForcibly().waitFor();
        }
        Samples.folder(path).close();
    }

    @Test
    void refusesTheFolderOfAnotherCluster() throws Exception {
        Samples.folder(path).close();
        DataFolderException refused = assertThrows(
                DataFolderException.class, () -> DataFolder.open(path, new ClusterId("B"), () -> bytes("key")));
        assertEquals(Reason.FOREIGN_CLUSTER, refused.reason());
        assertTrue(String.valueOf(refused.getMessage()).contains("-cid A"), refused.getMessage());
        Samples.folder(path).close();
    }

    @Test
    void refusesANewerFormat() throws Exception {
        Samples.folder(path).close();
        Files.writeString(path.resolve(NodeProperties.FILE), "format=2\neverything=is different now\n");
        assertRefused(Reason.NEWER_FORMAT, "format 2");
    }

    @Test
    void refusesDamagedOrMissingParts() throws Exception {
        Samples.folder(path).close();
        byte[] properties = Files.readAllBytes(path.resolve(NodeProperties.FILE));
        Files.writeString(path.resolve(NodeProperties.FILE), "format=1\ncluster=A\nstore=zz\n");
        assertRefused(Reason.CORRUPT, NodeProperties.FILE);
        Files.writeString(path.resolve(NodeProperties.FILE), "format=1\ncluster=A\n");
        assertRefused(Reason.CORRUPT, "'store' is missing");
        Files.delete(path.resolve(NodeProperties.FILE));
        assertRefused(Reason.CORRUPT, NodeProperties.FILE + " is missing");
        Files.write(path.resolve(NodeProperties.FILE), properties);
        Files.write(path.resolve(DataFolder.IDENTITY_FILE), new byte[0]);
        assertRefused(Reason.CORRUPT, DataFolder.IDENTITY_FILE);
    }

    @Test
    void refusesAFolderWhoseStoreIsGone() throws Exception {
        Samples.folder(path).close();
        DurableFiles.deleteTree(path.resolve(DataFolder.STORE_FOLDER));
        assertRefused(Reason.CORRUPT, "missing");
    }

    @Test
    void refusesTheStoreOfAnotherFolder() throws Exception {
        Path other = temporary.resolve("other");
        Samples.folder(path).close();
        Samples.folder(other).close();
        DurableFiles.deleteTree(path.resolve(DataFolder.STORE_FOLDER));
        Files.move(other.resolve(DataFolder.STORE_FOLDER), path.resolve(DataFolder.STORE_FOLDER));
        try (DataFolder folder = Samples.folder(path)) {
            DataFolderException refused =
                    assertThrows(DataFolderException.class, () -> RocksJournal.open(folder, new Watermarks()));
            assertEquals(Reason.CORRUPT, refused.reason());
        }
    }

    /** What RocksDB finds in order may still be no record; a damaged block shows as late. */
    @Test
    void refusesAStoreWithADamagedRecord() throws Exception {
        assertRefusesRecord(Family.META, MetaKeys.config(1), bytes("no configuration"));
        assertRefusesRecord(Family.META, MetaKeys.digest(1), bytes("no number"));
        assertRefusesRecord(Family.META, new byte[] {MetaKeys.PULLED_PREFIX, 1}, Records.number(1));
        assertRefusesRecord(Family.UNDECIDED, new byte[Key.MAX_BYTES + 1], bytes("a key that is too long"));
    }

    private void assertRefusesRecord(Family family, byte[] key, byte[] record) throws Exception {
        DurableFiles.deleteTree(path);
        try (DataFolder folder = Samples.folder(path)) {
            try (RocksStore store = RocksStore.open(folder.storePath(), error -> {});
                    WriteBatch batch = new WriteBatch()) {
                store.put(batch, family, key, record);
                store.write(batch, true);
            }
            DataFolderException refused =
                    assertThrows(DataFolderException.class, () -> RocksJournal.open(folder, new Watermarks()));
            assertEquals(Reason.CORRUPT, refused.reason());
        }
    }

    @Test
    void leavesAFolderOfSomethingElseAlone() throws Exception {
        Files.createDirectories(path);
        Files.writeString(path.resolve("thesis.txt"), "years of work");
        assertRefused(Reason.NOT_A_REPLICATOR_FOLDER, "thesis.txt");
        try (Stream<Path> files = Files.list(path)) {
            assertEquals(1, files.count(), "nothing was added");
        }
        assertEquals("years of work", Files.readString(path.resolve("thesis.txt")));
    }

    @Test
    void refusesAFile() throws Exception {
        Files.writeString(temporary.resolve("file"), "no folder");
        path = temporary.resolve("file");
        assertRefused(Reason.NOT_A_REPLICATOR_FOLDER, "no folder");
        path = temporary.resolve("file/below");
        assertRefused(Reason.NOT_WRITABLE, "free space");
    }

    @Test
    void takesTheRootOfAVolume() throws Exception {
        Files.createDirectories(path.resolve("lost+found"));
        Samples.folder(path).close();
    }

    /** A crash at any step of the creation leaves a prefix of its changes; the next start creates the folder. */
    @Test
    void createsAFolderAnewWhoseCreationWasCutShort() throws Exception {
        Samples.folder(path).close();
        StoreId store = storeOf(path);
        Files.move(path.resolve(DataFolder.STORE_FOLDER), path.resolve(DataFolder.UNFINISHED_STORE_FOLDER));
        store = recreate(store);
        Files.move(path.resolve(DataFolder.STORE_FOLDER), path.resolve(DataFolder.UNFINISHED_STORE_FOLDER));
        Files.delete(path.resolve(NodeProperties.FILE));
        Files.writeString(path.resolve(NodeProperties.FILE + DurableFiles.TEMPORARY), "form");
        store = recreate(store);
        Files.move(path.resolve(DataFolder.STORE_FOLDER), path.resolve(DataFolder.UNFINISHED_STORE_FOLDER));
        Files.delete(path.resolve(NodeProperties.FILE));
        Files.delete(path.resolve(DataFolder.IDENTITY_FILE));
        Files.delete(path.resolve(DataFolder.UNFINISHED_STORE_FOLDER).resolve("CURRENT"));
        recreate(store);
    }

    private StoreId recreate(StoreId before) throws Exception {
        try (DataFolder folder = Samples.folder(path)) {
            assertTrue(folder.isNew());
            assertNotEquals(before, folder.store());
            RocksJournal.open(folder, new Watermarks()).close();
            return folder.store();
        }
    }

    private static StoreId storeOf(Path path) throws IOException {
        return NodeProperties.of(Files.readAllBytes(path.resolve(NodeProperties.FILE)))
                .store();
    }

    private void assertRefused(Reason reason, String words) {
        DataFolderException refused = assertThrows(DataFolderException.class, () -> Samples.folder(path));
        assertEquals(reason, refused.reason());
        assertTrue(String.valueOf(refused.getMessage()).contains(words), refused.getMessage());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
