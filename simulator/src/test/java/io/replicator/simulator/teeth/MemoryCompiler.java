package io.replicator.simulator.teeth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles sources from memory to memory, against the class path of this process, without annotation processors. */
final class MemoryCompiler implements AutoCloseable {

    private static final List<String> OPTIONS = List.of(
            "-proc:none",
            "-nowarn",
            "-g",
            "-parameters",
            "--release",
            Integer.toString(Runtime.version().feature()),
            "-classpath",
            System.getProperty("java.class.path"));

    private final JavaCompiler compiler;
    private final StandardJavaFileManager files;

    MemoryCompiler() {
        JavaCompiler found = ToolProvider.getSystemJavaCompiler();
        if (found == null) {
            throw new IllegalStateException("this process runs on a JRE, without a compiler: it needs a JDK");
        }
        this.compiler = found;
        this.files = found.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
    }

    /**
     * Compiles sources together.
     *
     * @param sources by the name of the class that the file is named after
     * @return the classes by their names, inner ones included
     * @throws PlantingException with what the compiler says
     */
    Map<String, byte[]> compile(Map<String, String> sources) {
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        Output output = new Output(files);
        List<Text> texts = sources.entrySet().stream()
                .map(source -> new Text(source.getKey(), source.getValue()))
                .toList();
        boolean compiled =
                compiler.getTask(null, output, problems, OPTIONS, null, texts).call();
        if (!compiled) {
            throw new PlantingException("it does not compile:\n"
                    + problems.getDiagnostics().stream()
                            .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                            .map(problem -> problem.toString().indent(4))
                            .collect(Collectors.joining()));
        }
        return output.classes();
    }

    @Override
    public void close() {
        try {
            files.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A source file in memory. */
    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String className, String text) {
            super(URI.create("planted:///" + className.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** A class file in memory. */
    private static final class Bytes extends SimpleJavaFileObject {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Bytes(String className, Kind kind) {
            super(URI.create("planted:///" + className.replace('.', '/') + kind.extension), kind);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }

    /** Keeps what the compiler writes. */
    private static final class Output extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, Bytes> written = new TreeMap<>();

        Output(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            Bytes file = new Bytes(className, kind);
            written.put(className, file);
            return file;
        }

        @Override
        public void close() {
            // The files behind it serve the next compilation too.
        }

        Map<String, byte[]> classes() {
            Map<String, byte[]> classes = new TreeMap<>();
            written.forEach((name, file) -> classes.put(name, file.bytes.toByteArray()));
            return classes;
        }
    }
}
