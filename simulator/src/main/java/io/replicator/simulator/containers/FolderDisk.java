package io.replicator.simulator.containers;

import io.replicator.libp2p.crypto.PrivateKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk that is a folder of this machine; the node sees the folder {@code data} in it. */
final class FolderDisk implements Disk {

    private static final String ASIDE = "aside";

    private final Path folder;
    private final String cluster;
    private final PrivateKey identity;

    FolderDisk(Path folder, String cluster, PrivateKey identity) {
        this.folder = folder;
        this.cluster = cluster;
        this.identity = identity;
        Disk.format(folder.resolve(DATA), cluster, identity);
    }

    @Override
    public String source() {
        return folder.toAbsolutePath().toString();
    }

    @Override
    public String owner() {
        return Disk.ownerOf(folder);
    }

    @Override
    public void wipe() throws IOException {
        Files.move(folder.resolve(DATA), folder.resolve(ASIDE));
        Disk.format(folder.resolve(DATA), cluster, identity);
    }

    @Override
    public void unwipe() throws IOException {
        Files.move(folder.resolve(DATA), folder.resolve("wiped-" + System.nanoTime()));
        Files.move(folder.resolve(ASIDE), folder.resolve(DATA));
    }
}
