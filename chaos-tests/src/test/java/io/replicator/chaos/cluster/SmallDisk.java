package io.replicator.chaos.cluster;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import io.replicator.libp2p.crypto.PrivateKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.MinimumDurationRunningStartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

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
    private final GenericContainer<?> keeper;
    private int formats;

    SmallDisk(Path folder, String cluster, PrivateKey identity, String volume, int mebibytes, String image) {
        this.folder = folder;
        this.cluster = cluster;
        this.identity = identity;
        this.volume = volume;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        String[] owner = owner().split(":", 2);
        Node.docker()
                .createVolumeCmd()
                .withName(volume)
                .withDriver("local")
                .withDriverOpts(Map.of(
                        "type", "tmpfs",
                        "device", "tmpfs",
                        "o", "size=" + mebibytes + "m,uid=" + owner[0] + ",gid=" + owner[1]))
                .exec();
        this.keeper = new GenericContainer<>(DockerImageName.parse(image))
                .withStartupCheckStrategy(new MinimumDurationRunningStartupCheckStrategy(Duration.ofMillis(1)))
                .withCreateContainerCmdModifier(command -> {
                    command.withUser(owner())
                            .withEntrypoint("sleep")
                            .withCmd("infinity")
                            .withHealthcheck(new HealthCheck().withTest(List.of("NONE")));
                    HostConfig host = command.getHostConfig();
                    if (host != null) {
                        host.withBinds(
                                new Bind(volume, new Volume(MOUNT)),
                                new Bind(folder.toAbsolutePath().toString(), new Volume(MADE)));
                    }
                });
        keeper.start();
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
        try {
            ExecResult result = keeper.execInContainer("sh", "-c", line);
            if (result.getExitCode() != 0) {
                throw new IllegalStateException(line + ": " + result.getStderr());
            }
        } catch (IOException e) {
            throw new IllegalStateException(line, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(line, e);
        }
    }

    @Override
    public void remove() {
        keeper.stop();
        Node.docker().removeVolumeCmd(volume).exec();
    }
}
