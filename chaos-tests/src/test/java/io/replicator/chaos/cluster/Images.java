package io.replicator.chaos.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The images that the containers run. */
public final class Images {

    static final String TOXIPROXY = "ghcr.io/shopify/toxiproxy:2.12.0";

    private static final String NODE = "replicator:chaos-tests";
    private static @Nullable String node;

    private Images() {}

    /** The node as Maven has just packaged it. Built once, unless the property {@code chaos.image} names one. */
    public static synchronized String node() {
        String known = node;
        if (known == null) {
            String given = System.getProperty("chaos.image", "");
            known = given.isEmpty() ? build(NODE, checkout(), "docker/Dockerfile") : given;
            node = known;
        }
        return known;
    }

    /**
     * Builds an image.
     *
     * @param context folder that the Dockerfile copies from
     * @param dockerfile within it
     */
    public static String build(String name, Path context, String dockerfile) {
        List<String> command = new ArrayList<>(List.of(
                "docker",
                "build",
                "-t",
                name,
                "-f",
                context.resolve(dockerfile).toAbsolutePath().toString(),
                "."));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(context.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        String.join(" ", command) + " failed; where no image can be pulled, docker/make-base.sh and"
                                + " docker/make-toxiproxy.sh make those that are needed\n" + output);
            }
            return name;
        } catch (IOException e) {
            throw new IllegalStateException("the command 'docker' is needed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The folder that holds all modules. */
    public static Path checkout() {
        Path start = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        for (@Nullable Path path = start; path != null; path = path.getParent()) {
            if (Files.isRegularFile(path.resolve("docker/Dockerfile"))) {
                return path;
            }
        }
        throw new IllegalStateException("neither " + start + " nor a folder above it holds docker/Dockerfile");
    }
}
