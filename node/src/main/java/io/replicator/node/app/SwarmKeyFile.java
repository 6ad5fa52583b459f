package io.replicator.node.app;

import io.replicator.libp2p.pnet.PreSharedKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file with the key of a private network, as an operator named it. */
final class SwarmKeyFile {

    private static final Logger LOG = LoggerFactory.getLogger(SwarmKeyFile.class);

    private SwarmKeyFile() {}

    /**
     * @throws IllegalArgumentException if there is no key in it, in words for people
     */
    static PreSharedKey read(Path file) {
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("there is no file " + file
                    + ": copy that of the other nodes, or make the first with 'replicator swarm-key --output " + file
                    + "'");
        }
        // It is read twice, which a pipe does not stand.
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + " is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return PreSharedKey.parse(in.readNBytes(PreSharedKey.MAX_FILE_BYTES + 1));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + " cannot be read: check that the user of this process may (" + e.getMessage() + ")", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    file + " holds no swarm key: " + e.getMessage() + "; 'replicator swarm-key' makes one", e);
        }
    }

    /** What to write into a file, of a new key. */
    static String newText() {
        return PreSharedKey.generate(new SecureRandom()).toFile();
    }

    /** Only a warning, as some that hand secrets to containers leave no choice. */
    static void warnIfPublic(Path file) {
        try {
            PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            if (view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
                LOG.warn("{} can be read by every user of this machine: chmod 600 it", file);
            }
        } catch (IOException e) {
            LOG.warn("who can read {} is not known: {}", file, e.getMessage());
        }
    }
}
