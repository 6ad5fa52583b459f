package io.replicator.node.app;

import io.replicator.node.cli.CommandLineInterface;
import io.replicator.node.cli.Shell;

/** Where the process starts. Client commands must not load a class of the node itself: they are to be fast. */
public final class Main {

    private Main() {}

    /** Runs the command that the arguments name, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        CommandLineInterface commands = new CommandLineInterface(
                Shell.ofProcess(), (config, out) -> new NodeProgram().run(config, out), Addresses::mistakeIn);
        System.exit(commands.run(arguments));
    }
}
