package io.replicator.libp2p.interop;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Builds the peers out of {@code src/test/go}, {@code js} and {@code rust} into {@code target/interop}. Libraries go into
 * a cache outside of the checkout, as those of Rust take minutes and most of a gigabyte: {@code
 * $XDG_CACHE_HOME/replicator/interop}, or {@code ~/.cache} in its stead.
 */
final class PeerBuild {

    private static final Path SOURCES = Path.of("src/test").toAbsolutePath();
    private static final Path TARGET = Path.of("target/interop").toAbsolutePath();
    private static final Path CACHE = Path.of(Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                    .filter(folder -> !folder.isEmpty())
                    .orElse(System.getProperty("user.home") + "/.cache"))
            .resolve("replicator/interop");

    private static final Map<Stack, List<String>> BUILT = new ConcurrentHashMap<>();

    private PeerBuild() {}

    /** What starts the peer of a stack; builds it the first time. The tests of one do not wait for the build of another. */
    static List<String> command(Stack stack) throws IOException {
        synchronized (stack) {
            List<String> command = BUILT.get(stack);
            if (command == null) {
                command = switch (stack) {
                    case GO -> go();
                    case JS -> js();
                    case RUST -> rust();
                };
                BUILT.put(stack, command);
            }
            return command;
        }
    }

    /** What Node.js has compiled; without it each process compiles its libraries anew. */
    static Path compileCache() {
        return TARGET.resolve("compiled");
    }

    /** Go keeps a cache of its own. */
    private static List<String> go() throws IOException {
        Path binary = TARGET.resolve("go");
        run(SOURCES.resolve("go"), "go", "build", "-o", binary.toString(), ".");
        return List.of(binary.toString());
    }

    /**
     * Kept by the hash of its sources. Cargo itself knows a file by its place and time: it takes what another checkout has
     * built for its own, if that is younger than the sources here, and builds the same again for each.
     */
    private static List<String> rust() throws IOException {
        Path sources = SOURCES.resolve("rust");
        Path cache = CACHE.resolve("rust");
        return locked("rust", () -> {
            Path binary = cache.resolve("interop-" + hash(sources));
            if (!Files.exists(binary)) {
                Files.setLastModifiedTime(sources.resolve("src/main.rs"), FileTime.from(Instant.now()));
                run(sources, "cargo", "build", "--release", "--locked", "--target-dir", cache.toString());
                Files.move(cache.resolve("release/interop"), binary, StandardCopyOption.ATOMIC_MOVE);
            }
            return List.of(binary.toString());
        });
    }

    /** Packages are shared by all checkouts that lock the same versions. */
    private static List<String> js() throws IOException {
        Path sources = SOURCES.resolve("js");
        Path lock = sources.resolve("package-lock.json");
        Path packages = CACHE.resolve("js-" + hash(lock));
        locked("js", () -> installPackages(sources, packages));
        Path folder = TARGET.resolve("js");
        Files.createDirectories(folder);
        for (String file : List.of("main.js", "transport.js", "package.json")) {
            Files.copy(sources.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Path modules = folder.resolve("node_modules");
        Files.deleteIfExists(modules);
        Files.createSymbolicLink(modules, packages.resolve("node_modules"));
        return List.of(node(modules), folder.resolve("main.js").toString());
    }

    private static Path installPackages(Path sources, Path packages) throws IOException {
        Path complete = packages.resolve("complete");
        if (!Files.exists(complete)) {
            Files.createDirectories(packages);
            for (String file : List.of("package.json", "package-lock.json")) {
                Files.copy(sources.resolve(file), packages.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            run(packages, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
            Files.createFile(complete);
        }
        return packages;
    }

    /** The Node.js of the packages, or on a system for which there is none the one on the PATH, which must be 22 or later. */
    private static String node(Path modules) throws IOException {
        try (Stream<Path> platforms = Files.list(modules)) {
            return platforms
                    .filter(folder -> folder.getFileName().toString().startsWith("node-"))
                    .map(folder -> folder.resolve("bin/node"))
                    .filter(Files::isExecutable)
                    .map(Path::toString)
                    .findFirst()
                    .orElse("node");
        }
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    /** Keeps builds of other checkouts out. */
    private static <T> T locked(String name, Work<T> work) throws IOException {
        Files.createDirectories(CACHE);
        Path file = CACHE.resolve(name + ".lock");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            return work.run();
        }
    }

    /** Of a file, or of the files of a folder. */
    private static String hash(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private static void run(Path folder, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed:\n" + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
            throw new InterruptedIOException("interrupted during " + String.join(" ", command));
        }
    }
}
