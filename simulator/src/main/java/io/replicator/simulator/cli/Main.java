package io.replicator.simulator.cli;

import io.replicator.node.cli.Shell;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Where the process starts that knows every command: those of the node, and those of this module. */
public final class Main {

    private Main() {}

    /** Runs the command that the arguments name, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Shell shell = Shell.ofProcess();
        Interruption interruption = new Interruption();
        interruption.exit(io.replicator.node.app.Main.commandLine(shell, commands(shell, interruption))
                .run(arguments));
    }

    /** The commands of this module by their names, in the order of the help. */
    static SequencedMap<String, Object> commands(Shell shell, Interruption interruption) {
        SequencedMap<String, Object> commands = new LinkedHashMap<>();
        commands.put("simulate", new SimulateCommand(shell, interruption));
        commands.put("load", new LoadCommand(shell, interruption));
        return commands;
    }
}
