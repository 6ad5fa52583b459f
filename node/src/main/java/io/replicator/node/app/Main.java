package io.replicator.node.app;

import io.replicator.node.cli.CommandFailure;
import io.replicator.node.cli.CommandLineInterface;
import io.replicator.node.cli.ExitCode;
import io.replicator.node.cli.Shell;
import java.util.Optional;

/** Where the process starts. Client commands must not load a class of the node itself: they are to be fast. */
public final class Main {

    private Main() {}

    /** Runs the command that the arguments name, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        CommandLineInterface commands = new CommandLineInterface(
                Shell.ofProcess(),
                (config, out) -> {
                    throw new CommandFailure(ExitCode.FAILED, "this build has no node yet");
                },
                address -> Optional.empty());
        System.exit(commands.run(arguments));
    }
}
