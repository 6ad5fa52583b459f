package io.replicator.node.app;

import io.replicator.node.cli.CommandLineInterface;
import io.replicator.node.cli.Shell;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Where the process starts. Client commands must not load a class of the node itself: they are to be fast. */
public final class Main {

    private Main() {}

    /** Runs the command that the arguments name, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine(Shell.ofProcess(), new LinkedHashMap<>()).run(arguments));
    }

    /**
     * The whole command line, for a program that has commands of its own besides those of the node.
     *
     * @param more its commands, by their names; see {@link CommandLineInterface}
     */
    public static CommandLineInterface commandLine(Shell shell, SequencedMap<String, Object> more) {
        return new CommandLineInterface(
                shell,
                (config, out) -> new NodeProgram().run(config, out),
                Addresses::mistakeIn,
                SwarmKeyFile::newText,
                more);
    }
}
