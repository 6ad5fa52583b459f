package io.replicator.simulator.cli;

import io.replicator.node.cli.Shell;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SequencedMap;

/** What came of a command line that was typed without a terminal. */
record Typed(int exitCode, String out, String err) {

    /** Which commands there are besides those of a node. */
    @FunctionalInterface
    interface Commands {
        SequencedMap<String, Object> of(Shell shell, Interruption interruption);
    }

    static Typed line(String... arguments) {
        return line(Main::commands, arguments);
    }

    static Typed line(Commands commands, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = new Shell(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                () -> false);
        // Closed, so that the end of the tests' own JVM is not held up for a run that ended long ago.
        try (Interruption interruption = new Interruption()) {
            int exitCode = io.replicator.node.app.Main.commandLine(shell, commands.of(shell, interruption))
                    .run(arguments);
            return new Typed(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }
    }
}
