package io.replicator.node.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How tests start the JVM of a node: from the jar that the build has made, with a cache of what the JVM of a first node
 * has loaded (JEP 514), so that each of the many that follow takes half of the processor time.
 */
final class NodeJvm {

    private static final Path CACHE = Path.of("target", "e2e-nodes.aot").toAbsolutePath();
    private static final long MAX_SECONDS = 90;

    private static boolean cacheMade;

    private NodeJvm() {}

    /** The command of a node with these arguments. The first call takes some seconds for the cache. */
    static List<String> command(List<String> arguments) throws IOException {
        makeCache();
        return command(List.of("-XX:AOTCache=" + CACHE, "-Xlog:aot=off", "-Xlog:cds=off"), arguments);
    }

    private static List<String> command(List<String> flags, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                // It lives for seconds: what the optimising compiler costs would never come back.
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dio.netty.jfr.enabled=false"));
        command.addAll(flags);
        command.addAll(List.of("-jar", jar().toString()));
        command.addAll(arguments);
        return command;
    }

    private static Path jar() throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of("target"), "replicator-node-*.jar")) {
            for (Path jar : jars) {
                return jar.toAbsolutePath();
            }
        }
        throw new IOException("there is no node to test in target: run mvn package");
    }

    /** Anew in each run, since the JVM does not see that a jar has changed. Without it, nodes start as well. */
    private static synchronized void makeCache() throws IOException {
        if (cacheMade) {
            return;
        }
        cacheMade = true;
        Files.deleteIfExists(CACHE);
        Path folder = Files.createTempDirectory(Path.of("target"), "first-node");
        Path log = folder.resolve("log");
        Process node = new ProcessBuilder(command(
                        List.of("-XX:AOTCacheOutput=" + CACHE),
                        List.of(
                                "node",
                                "-cid",
                                "A",
                                "--data",
                                folder.resolve("data").toString())))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await().atMost(MAX_SECONDS, TimeUnit.SECONDS)
                    .until(() -> !node.isAlive() || Files.readString(log).contains("HTTP: "));
            node.destroy();
            if (!node.waitFor(MAX_SECONDS, TimeUnit.SECONDS) || !Files.exists(CACHE)) {
                System.out.println("no cache for faster starts was made: " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            node.destroyForcibly();
        }
    }
}
