package io.replicator.chaos.image;

import io.replicator.simulator.containers.ContainerFailure;
import io.replicator.simulator.containers.Docker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The image under test. */
public final class Images {

    /** What the image is made of. */
    private static final List<String> MODULES = List.of("libp2p", "engine", "client", "node");

    private static final String NAME = "replicator:chaos-tests";
    private static final String GIVEN = "chaos.image";

    private static @Nullable String node;

    private Images() {}

    /**
     * The node as Maven has just packaged it, by the id of its image: a name could be given to another one meanwhile. Built
     * once, unless the property {@code chaos.image} names an image.
     */
    public static synchronized String node() {
        String known = node;
        if (known == null) {
            String given = System.getProperty(GIVEN, "");
            known = given.isEmpty() ? build() : given;
            node = known;
        }
        return known;
    }

    /** For what is built on top of it. */
    static String name() {
        String built = node();
        return System.getProperty(GIVEN, "").isEmpty() ? NAME : built;
    }

    private static String build() {
        Path checkout = checkout();
        for (String module : MODULES) {
            Path sources = checkout.resolve(module).resolve("src/main");
            staleness(jar(checkout, module), sources).ifPresent(reason -> {
                throw new IllegalStateException(reason);
            });
        }
        Path dockerfile = checkout.resolve("docker/Dockerfile");
        try {
            return Docker.build(NAME, checkout, dockerfile);
        } catch (ContainerFailure e) {
            throw new IllegalStateException(
                    reason(bases(dockerfile), Docker::hasImage, String.valueOf(e.getMessage())), e);
        }
    }

    /** The images that a Dockerfile starts from, unless its builder says otherwise. */
    static List<String> bases(Path dockerfile) {
        try (Stream<String> lines = Files.lines(dockerfile)) {
            return lines.filter(line -> line.startsWith("ARG ") && line.contains(":"))
                    .map(line -> line.substring(line.indexOf('=') + 1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why an image could not be built, in words for people. */
    static String reason(List<String> bases, Predicate<String> isThere, String failure) {
        List<String> missing = bases.stream().filter(isThere.negate()).toList();
        return missing.isEmpty()
                ? failure
                : "the image is made from " + String.join(" and ", missing)
                        + ", not here; where no image can be pulled, docker/make-base.sh makes them: " + failure;
    }

    /** The jar of a module, as it goes into the image. */
    static Path jar(Path checkout, String module) {
        Path folder = checkout.resolve(module.equals("node") ? "node/target" : "node/target/lib");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName()
                            .toString()
                            .matches("replicator-" + module + "-[0-9].*(?<!-sources|-javadoc|-tests)\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("there is no jar of " + module + " in " + folder));
        } catch (IOException e) {
            throw new IllegalStateException("nothing is built in " + folder + ": mvn -DskipTests package", e);
        }
    }

    /** Why a jar is not what its sources say, in words for people; empty if it is. */
    static Optional<String> staleness(Path jar, Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            FileTime built = Files.getLastModifiedTime(jar);
            return files.filter(Files::isRegularFile)
                    .filter(file -> modified(file).compareTo(built) > 0)
                    .max(Comparator.comparing(Images::modified))
                    .map(newest -> jar + " is older than " + newest
                            + ": old code would be tested; build first (mvn -DskipTests package)");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder that holds all modules. */
    static Path checkout() {
        Path start = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        for (@Nullable Path path = start; path != null; path = path.getParent()) {
            if (Files.isRegularFile(path.resolve("docker/Dockerfile"))) {
                return path;
            }
        }
        throw new IllegalStateException("neither " + start + " nor a folder above it holds docker/Dockerfile");
    }
}
