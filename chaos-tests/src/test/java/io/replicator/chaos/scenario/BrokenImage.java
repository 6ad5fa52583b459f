package io.replicator.chaos.scenario;

import io.replicator.chaos.cluster.Images;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The node's image with one change in one source file of the engine: a bug that the scenarios must find. */
final class BrokenImage {

    private static final String ENGINE = "engine/src/main/java";
    private static final String LIBRARIES = "/opt/replicator/lib/";
    private static final String CACHE = "/opt/replicator/aot/node.aot";

    private BrokenImage() {}

    /**
     * Builds it.
     *
     * @param name of the bug
     * @param file of the engine's sources
     * @param before what stands there once
     * @param after what is to stand there instead
     */
    static String build(String name, String file, String before, String after) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "broken", name));
        Path context = Files.createDirectories(folder.resolve("image"));
        String good = Files.readString(Images.checkout().resolve(ENGINE).resolve(file));
        String bad = good.replace(before, after);
        if (bad.length() - good.length() != after.length() - before.length() || bad.equals(good)) {
            throw new IllegalStateException("'" + before + "' does not stand once in " + file + ": adapt the bug");
        }
        Path source = folder.resolve("source").resolve(file);
        Files.createDirectories(source.getParent());
        Files.writeString(source, bad);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        compile(source, classes);

        Path original = engine();
        String jarName = original.getFileName().toString();
        Path jar = context.resolve(jarName);
        Files.copy(original, jar, StandardCopyOption.REPLACE_EXISTING);
        replace(classes, jar);
        // A cache of what the good classes looked like must not be used.
        Files.writeString(context.resolve("empty"), "");
        Files.writeString(
                context.resolve("Dockerfile"),
                "FROM " + Images.node() + "\nCOPY " + jarName + " " + LIBRARIES + "\nCOPY empty " + CACHE + "\n");
        return Images.build("replicator:" + name, context, "Dockerfile");
    }

    private static Path engine() throws IOException {
        Path libraries = Images.checkout().resolve("node/target/lib");
        try (Stream<Path> files = Files.list(libraries)) {
            return files.filter(file -> file.getFileName().toString().startsWith("replicator-engine-"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("there is no engine in " + libraries));
        }
    }

    private static void compile(Path source, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-proc:none",
                "-nowarn",
                "--release",
                Integer.toString(Runtime.version().feature()),
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString());
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(null, files, problems, options, null, files.getJavaFileObjects(source))
                    .call();
            if (!compiled) {
                throw new IllegalStateException("the bug does not compile: " + problems.getDiagnostics());
            }
        }
    }

    private static void replace(Path classes, Path jar) throws IOException {
        try (FileSystem inJar = FileSystems.newFileSystem(jar);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        file, inJar.getPath(classes.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
