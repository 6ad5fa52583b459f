package io.replicator.simulator.containers;

import io.replicator.libp2p.crypto.PrivateKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A disk that can be full: a volume in memory of a fixed size. It lasts as long as some container uses it, so one that does
 * nothing else keeps it while the node is down.
 */
public final class SmallDisk implements Disk {

    private static final String MADE = "/made";

    private final Path folder;
    private final String cluster;
    private final PrivateKey identity;
    private final String volume;
    private final String keeper;
    private int formats;

    /**
     * @param volume name of the volume, and with an ending that of the container that keeps it
     * @param label of both
     */
    SmallDisk(
            Path folder,
            String cluster,
            PrivateKey identity,
            String volume,
            int mebibytes,
            String image,
            String label) {
        this.folder = folder;
        this.cluster = cluster;
        this.identity = identity;
        this.volume = volume;
        this.keeper = volume + "-keeper";
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] owner = owner().split(":", 2);
        String options = "o=size=" + mebibytes + "m,uid=" + owner[0] + ",gid=" + owner[1];
        Docker.run(
                "volume",
                "create",
                "--label",
                label,
                "--opt",
                "type=tmpfs",
                "--opt",
                "device=tmpfs",
                "--opt",
                options,
                volume);
        Docker.run(
                "run",
                "-d",
                "--name",
                keeper,
                "--label",
                label,
                "--user",
                owner(),
                "--no-healthcheck",
                "--network",
                "none",
                "--entrypoint",
                "sleep",
                "-v",
                volume + ":" + MOUNT,
                "-v",
                folder.toAbsolutePath() + ":" + MADE,
                image,
                "infinity");
        format();
    }

    private void format() {
        String made = "made-" + formats++;
        Disk.format(folder.resolve(made), cluster, identity);
        run("cp -a " + MADE + "/" + made + " " + MOUNT + "/" + DATA);
    }

    @Override
    public String source() {
        return volume;
    }

    @Override
    public String owner() {
        return Disk.ownerOf(folder);
    }

    @Override
    public void wipe() {
        run("mv " + MOUNT + "/" + DATA + " " + MOUNT + "/aside");
        format();
    }

    @Override
    public void unwipe() {
        run("rm -r " + MOUNT + "/" + DATA + " && mv " + MOUNT + "/aside " + MOUNT + "/" + DATA);
    }

    /** Leaves no free byte. */
    public void fill() {
        run("! dd if=/dev/zero of=" + MOUNT + "/ballast bs=4k 2>/dev/null");
    }

    /** Gives back what {@link #fill} took. */
    public void free() {
        run("rm -f " + MOUNT + "/ballast");
    }

    private void run(String line) {
        Docker.run("exec", keeper, "sh", "-c", line);
    }
}
