package io.replicator.node.cli;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Where a command was started from.
 *
 * @param out for results, in UTF-8
 * @param err for everything else, in UTF-8
 * @param interactive whether a person can be asked: input and output are a terminal
 */
public record Shell(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        BooleanSupplier interactive) {

    /** The shell of this process. */
    public static Shell ofProcess() {
        return new Shell(
                System.in,
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                System.getenv(),
                Shell::hasTerminal);
    }

    @SuppressWarnings("SystemConsoleNull") // Null without a terminal, unless -Djdk.console names another provider.
    private static boolean hasTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
