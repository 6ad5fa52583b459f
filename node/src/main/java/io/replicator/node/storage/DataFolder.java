package io.replicator.node.storage;

import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.StoreId;
import io.replicator.node.storage.DataFolderException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a node lives in: its identity, its store, and a lock that keeps other nodes out.
 *
 * <p>Creation is crash-safe. The store is made in {@code rocksdb.creating}; while that name exists, the other files are
 * written; its renaming to {@code rocksdb} completes the folder. So a folder with {@code rocksdb.creating} was never used
 * and is made anew, and one with {@code rocksdb} is never touched by creation.
 *
 * <p>Thread-safe.
 */
public final class DataFolder implements AutoCloseable {

    /** The version of the disk format: of the files here and of the store's records. */
    public static final int FORMAT = 1;

    static final String IDENTITY_FILE = "identity.key";
    static final String STORE_FOLDER = "rocksdb";
    static final String UNFINISHED_STORE_FOLDER = "rocksdb.creating";

    private static final int MAX_IDENTITY_BYTES = 16 << 10;
    /** What a file system itself puts into the root of a volume. */
    private static final Set<String> NOT_OURS_BUT_HARMLESS = Set.of("lost+found");

    private final Path path;
    private final FolderLock lock;
    private final boolean created;
    private final byte[] identity;
    private NodeProperties properties;

    private DataFolder(Path path, FolderLock lock, boolean created, byte[] identity, NodeProperties properties) {
        this.path = path;
        this.lock = lock;
        this.created = created;
        this.identity = identity;
        this.properties = properties;
    }

    /**
     * Opens the folder of a node, or creates it if there is none or an empty one.
     *
     * @param cluster the cluster that the node belongs to
     * @param newIdentity makes the bytes of a private key, for a new folder
     * @throws DataFolderException if the folder is refused; nothing in it has been changed then, but what the failed
     *     creation of a new one left behind
     */
    public static DataFolder open(Path path, ClusterId cluster, Supplier<byte[]> newIdentity)
            throws DataFolderException {
        try {
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw new DataFolderException(
                        Reason.NOT_A_REPLICATOR_FOLDER, path + " is no folder: name another with --data");
            }
            DurableFiles.createFolders(path);
            refuseStrangeFolder(path);
            FolderLock lock = FolderLock.take(path);
            try {
                return Files.isDirectory(path.resolve(STORE_FOLDER))
                        ? resume(path, lock, cluster)
                        : create(path, lock, cluster, newIdentity.get());
            } catch (DataFolderException | IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new DataFolderException(
                    Reason.NOT_WRITABLE,
                    "the data folder " + path + " cannot be used (" + e
                            + "): see to its permissions and to free space, or name another with --data",
                    e);
        }
    }

    public Path path() {
        return path;
    }

    /** Whether the folder was created by this very opening. */
    public boolean isNew() {
        return created;
    }

    /** The bytes of the node's private key, as they were made for this folder. */
    public byte[] identity() {
        return identity.clone();
    }

    public synchronized StoreId store() {
        return properties.store();
    }

    public synchronized ClusterId cluster() {
        return properties.cluster();
    }

    /** The TCP port that {@link #rememberListenPort} was last told. */
    public synchronized OptionalInt listenPort() {
        return properties.listenPort();
    }

    /** Keeps the TCP port that the node listens on, so that it can be taken again after a restart. */
    public synchronized void rememberListenPort(int port) throws IOException {
        if (properties.listenPort().equals(OptionalInt.of(port))) {
            return;
        }
        NodeProperties changed = properties.withListenPort(port);
        DurableFiles.replace(path.resolve(NodeProperties.FILE), changed.toBytes());
        properties = changed;
    }

    Path storePath() {
        return path.resolve(STORE_FOLDER);
    }

    /** Gives the folder up. The store in it must be closed before. */
    @Override
    public void close() throws IOException {
        lock.close();
    }

    /** Before anything is written: a folder of something else must stay as it is. */
    private static void refuseStrangeFolder(Path path) throws IOException, DataFolderException {
        Set<String> names;
        try (Stream<Path> files = Files.list(path)) {
            names = files.map(file -> file.getFileName().toString())
                    .filter(name -> !NOT_OURS_BUT_HARMLESS.contains(name))
                    .filter(name -> !name.equals(FolderLock.FILE))
                    .collect(Collectors.toSet());
        }
        if (names.isEmpty() || names.contains(STORE_FOLDER) || names.contains(UNFINISHED_STORE_FOLDER)) {
            return;
        }
        if (names.contains(NodeProperties.FILE)) {
            throw corrupt(path, "its store (" + STORE_FOLDER + ") is missing");
        }
        throw new DataFolderException(
                Reason.NOT_A_REPLICATOR_FOLDER,
                "the folder " + path + " holds something else (such as '"
                        + names.stream().sorted().findFirst().orElseThrow()
                        + "'): name an empty or a new folder with --data");
    }

    private static DataFolder create(Path path, FolderLock lock, ClusterId cluster, byte[] identity)
            throws IOException, DataFolderException {
        Path unfinished = path.resolve(UNFINISHED_STORE_FOLDER);
        DurableFiles.deleteTree(unfinished);
        StoreId store = drawStoreId();
        RocksStore.create(unfinished, store);
        DurableFiles.syncFolder(path);
        DurableFiles.replace(path.resolve(IDENTITY_FILE), identity);
        NodeProperties properties = new NodeProperties(FORMAT, cluster, store, OptionalInt.empty());
        DurableFiles.replace(path.resolve(NodeProperties.FILE), properties.toBytes());
        DurableFiles.rename(unfinished, path.resolve(STORE_FOLDER));
        return new DataFolder(path, lock, true, identity.clone(), properties);
    }

    private static DataFolder resume(Path path, FolderLock lock, ClusterId cluster)
            throws IOException, DataFolderException {
        byte[] text = readPart(path, NodeProperties.FILE, NodeProperties.MAX_BYTES);
        byte[] identity = readPart(path, IDENTITY_FILE, MAX_IDENTITY_BYTES);
        NodeProperties properties = parse(path, text);
        if (!properties.cluster().equals(cluster)) {
            throw new DataFolderException(
                    Reason.FOREIGN_CLUSTER,
                    "the data folder " + path + " belongs to a node of cluster " + properties.cluster()
                            + ", not of " + cluster + ": start with -cid " + properties.cluster()
                            + ", or name another folder with --data");
        }
        return new DataFolder(path, lock, false, identity, properties);
    }

    private static NodeProperties parse(Path path, byte[] text) throws DataFolderException {
        try {
            int format = NodeProperties.formatOf(text);
            if (format > FORMAT) {
                throw newerFormat(path, format);
            }
            return NodeProperties.of(text);
        } catch (IllegalArgumentException e) {
            throw corrupt(path, NodeProperties.FILE + " cannot be read (" + e.getMessage() + ")");
        }
    }

    private static byte[] readPart(Path path, String name, int limit) throws IOException, DataFolderException {
        Path file = path.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw corrupt(path, name + " is missing");
        }
        if (Files.size(file) == 0 || Files.size(file) > limit) {
            throw corrupt(path, name + " has " + Files.size(file) + " bytes");
        }
        return DurableFiles.read(file, limit);
    }

    static DataFolderException newerFormat(Path path, long format) {
        return new DataFolderException(
                Reason.NEWER_FORMAT,
                "the data folder " + path + " has format " + format + ", and this release knows " + FORMAT
                        + ": use the release that wrote it, or a later one");
    }

    static DataFolderException corrupt(Path path, String what) {
        return corrupt(path, what, null);
    }

    static DataFolderException corrupt(Path path, String what, @Nullable Throwable cause) {
        return new DataFolderException(
                Reason.CORRUPT,
                "the data folder " + path + " is damaged: " + what
                        + ". Restore the whole folder as it was, or start this node with a new folder, as a new member",
                cause);
    }

    /** Drawn at random, since whoever finds two stores of one id takes one for a clone of the other. */
    private static StoreId drawStoreId() {
        byte[] bytes = new byte[StoreId.SIZE];
        new SecureRandom().nextBytes(bytes);
        ByteBuffer words = ByteBuffer.wrap(bytes);
        return new StoreId(words.getLong(), words.getLong());
    }
}
