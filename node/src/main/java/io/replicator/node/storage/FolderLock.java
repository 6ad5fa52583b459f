package io.replicator.node.storage;

import io.replicator.node.storage.DataFolderException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps a data folder to one node, for as long as the process lives or until it is closed. */
final class FolderLock implements AutoCloseable {

    static final String FILE = "LOCK";

    /**
     * Folders that this process holds. The system's locks belong to processes: closing any other channel to the file
     * would give up the lock, so a second attempt in this process must not even open it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final int MAX_HOLDER_BYTES = 64;

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    static FolderLock take(Path path) throws DataFolderException, IOException {
        Path folder = path.toRealPath();
        if (!HELD.add(folder)) {
            throw locked(folder, "this process");
        }
        FileChannel channel = null;
        try {
            Path file = folder.resolve(FILE);
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw locked(folder, holder(file));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(
                    ("process " + ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new FolderLock(folder, channel);
        } catch (DataFolderException | IOException | RuntimeException e) {
            HELD.remove(folder);
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    private static DataFolderException locked(Path folder, String holder) {
        return new DataFolderException(
                Reason.LOCKED,
                "the data folder " + folder + " is in use by " + holder
                        + ": stop that node first, or name another folder with --data");
    }

    private static String holder(Path file) throws IOException {
        String text = Files.size(file) > MAX_HOLDER_BYTES
                ? ""
                : Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        return text.isEmpty() ? "another process" : text;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD.remove(folder);
    }
}
