package io.replicator.simulator.teeth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where production code that bugs are planted into lies in the checkout. */
enum Source {
    ENGINE("engine/src/main/java", "io/replicator/engine"),
    SIMULATOR("simulator/src/main/java", "io/replicator/simulator");

    private final String root;
    private final String top;

    Source(String root, String top) {
        this.root = root;
        this.top = top;
    }

    /**
     * The text of a file.
     *
     * @param file relative to the top package, such as {@code quorum/Quorums.java}
     * @throws PlantingException if there is no such file
     */
    String read(String file) {
        Path path = checkout().resolve(root).resolve(top).resolve(file);
        if (!Files.isRegularFile(path)) {
            throw new PlantingException("there is no file " + path + " any more: adapt the planted bug");
        }
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class that a file is named after. */
    String className(String file) {
        return (top + "/" + file).replace(".java", "").replace('/', '.');
    }

    /** The directory that holds all modules, found upwards from the module that the tests run in. */
    private static Path checkout() {
        Path start = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        for (@Nullable Path path = start; path != null; path = path.getParent()) {
            if (Files.isDirectory(path.resolve(ENGINE.root)) && Files.isDirectory(path.resolve(SIMULATOR.root))) {
                return path;
            }
        }
        throw new IllegalStateException(
                "neither " + start + " nor a directory above it holds the sources of the engine");
    }
}
