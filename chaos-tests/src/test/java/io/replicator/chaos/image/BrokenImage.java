package io.replicator.chaos.image;

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
import org.testcontainers.images.builder.ImageFromDockerfile;

/** The node's image with one change in one source file: a bug that the scenarios must find. */
public final class BrokenImage {

    private static final String HOME = "/opt/replicator/";
    private static final String CACHE = "/opt/replicator/aot/node.aot";

    private BrokenImage() {}

    /**
     * Builds it.
     *
     * @param name of the bug
     * @param module whose source it is: {@code engine} or {@code node}
     * @param type the name of the class that is changed
     * @param before what stands there once
     * @param after what is to stand there instead
     */
    public static String build(String name, String module, String type, String before, String after)
            throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "broken", name));
        String file = type.replace('.', '/') + ".java";
        String good = Files.readString(
                Images.checkout().resolve(module).resolve("src/main/java").resolve(file));
        String bad = good.replace(before, after);
        if (bad.length() - good.length() != after.length() - before.length() || bad.equals(good)) {
            throw new IllegalStateException("'" + before + "' does not stand once in " + file + ": adapt the bug");
        }
        Path source = folder.resolve("source").resolve(file);
        Files.createDirectories(source.getParent());
        Files.writeString(source, bad);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        compile(source, classes);

        Path original = Images.jar(Images.checkout(), module);
        Path jar = folder.resolve("broken.jar");
        Files.copy(original, jar, StandardCopyOption.REPLACE_EXISTING);
        replace(classes, jar);
        String place = HOME + (module.equals("node") ? "replicator-node.jar" : "lib/" + original.getFileName());
        return new ImageFromDockerfile("replicator:" + name, false)
                .withFileFromPath("broken.jar", jar)
                // A cache of what the good classes looked like must not be used.
                .withFileFromString("empty", "")
                .withDockerfileFromBuilder(dockerfile -> dockerfile
                        .from(Images.name())
                        .copy("broken.jar", place)
                        .copy("empty", CACHE)
                        .build())
                .get();
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
