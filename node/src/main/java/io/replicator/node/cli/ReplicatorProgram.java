package io.replicator.node.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How to start this program again: by the launcher that started it, which knows the JVM's flags, or by the same Java
 * and class path where there is none.
 */
final class ReplicatorProgram {

    private static final String LAUNCHER_PROPERTY = "replicator.launcher";
    private static final String JAVA_OPTIONS = "REPLICATOR_JAVA_OPTS";
    /** What the launcher reads, unlike all the other variables, which are settings of a node. */
    private static final Set<String> OF_LAUNCHER = Set.of(JAVA_OPTIONS, "REPLICATOR_JDK_PATH", "REPLICATOR_AOT");

    /** Several nodes share the machine of one person. */
    private static final String SMALL_HEAP = "-Xmx96m";

    private static final List<String> JVM_FLAGS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            SMALL_HEAP);

    private final List<String> command;
    private final String typed;

    private ReplicatorProgram(List<String> command, String typed) {
        this.command = command;
        this.typed = typed;
    }

    /** The program that runs now. */
    static ReplicatorProgram current() {
        Optional<Path> launcher =
                Optional.ofNullable(System.getProperty(LAUNCHER_PROPERTY)).map(Path::of);
        if (launcher.isPresent()) {
            return new ReplicatorProgram(List.of(launcher.get().toString()), typed(launcher.get()));
        }
        List<String> java = new ArrayList<>();
        java.add(ProcessHandle.current().info().command().orElse("java"));
        java.addAll(JVM_FLAGS);
        java.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass()));
        return new ReplicatorProgram(
                java, String.join(" ", java.stream().map(ShellQuote::quote).toList()));
    }

    /** What a person types here to run it. */
    String typed() {
        return typed;
    }

    /** A node with these flags, and without the settings that this process may have in its environment. */
    ProcessBuilder node(List<String> flags) {
        List<String> line = new ArrayList<>(command);
        line.add("node");
        line.addAll(flags);
        ProcessBuilder builder = new ProcessBuilder(line);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("REPLICATOR_") && !OF_LAUNCHER.contains(name));
        environment.putIfAbsent(JAVA_OPTIONS, SMALL_HEAP);
        return builder;
    }

    private static String typed(Path launcher) {
        Path here = Path.of("").toAbsolutePath();
        return here.equals(launcher.getParent())
                ? "./" + launcher.getFileName()
                : ShellQuote.quote(launcher.toString());
    }

    /** The class whose main method the outermost frame of this, the main thread, is in. */
    private static String mainClass() {
        return StackWalker.getInstance()
                .walk(frames -> frames.reduce((inner, outer) -> outer))
                .orElseThrow()
                .getClassName();
    }
}
