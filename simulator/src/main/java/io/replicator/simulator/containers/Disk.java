package io.replicator.simulator.containers;

import io.replicator.engine.model.ClusterId;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.node.storage.DataFolder;
import io.replicator.node.storage.DataFolderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a node keeps its data. */
public interface Disk {

    /** Where the node sees it. */
    String MOUNT = "/disk";

    /** The data folder in it. */
    String DATA = "data";

    /** What Docker mounts for the node: a folder, or the name of a volume. */
    String source();

    /** The user that the node runs as, so that the files belong to whoever runs this. */
    String owner();

    /** Puts everything aside, and makes the node an empty folder with the same identity. While it does not run. */
    void wipe() throws IOException, InterruptedException;

    /** Puts back what was put aside. While the node does not run. */
    void unwipe() throws IOException, InterruptedException;

    /** User and group of a file, as Docker takes them. */
    static String ownerOf(Path path) {
        try {
            return Files.getAttribute(path, "unix:uid") + ":" + Files.getAttribute(path, "unix:gid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the folder that a new node of this identity would make itself. */
    static void format(Path folder, String cluster, PrivateKey identity) {
        try {
            DataFolder.open(folder, new ClusterId(cluster), identity::encode).close();
        } catch (IOException | DataFolderException e) {
            throw new IllegalStateException("no data folder can be made at " + folder, e);
        }
    }
}
