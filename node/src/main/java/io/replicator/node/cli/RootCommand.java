package io.replicator.node.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

@Command(
        name = "replicator",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "A key is taken once and for ever, across clusters.",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Flags of a node without a command run a node:",
            "  replicator -cid cluster-1 -http 8000",
            "To see it work:  replicator demo",
            "",
            "Exit codes: 0 fine, 1 failed, 2 bad usage or configuration, 3 bootstrap",
            "failed, 4 key taken, 5 key unknown, 6 not stored, 7 data folder refused,",
            "8 outcome unknown."
        })
final class RootCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show where a failure comes from.")
    @SuppressWarnings("UnusedVariable") // Read from the arguments, also when parsing fails.
    private boolean verbose;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
