package io.replicator.node.cli;

import io.replicator.node.config.ConfigReader;
import io.replicator.node.config.Nearest;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code replicator}: parses the arguments, runs the command, and turns every failure into an exit code. */
public final class CommandLineInterface {

    private static final int HELP_WIDTH = 80;
    private static final String VERBOSE = "--verbose";

    private final Shell shell;
    private final CommandLine commands;

    /**
     * @param nodeRunner what the command {@code node} runs
     * @param addressCheck what it checks multiaddresses with
     * @param newSwarmKey makes what stands in the file of a private network's key
     * @param more commands that are not the node's own, by their names, in the order of the help: objects that picocli
     *     takes for commands. Their failures are reported as those of all others: a {@link CommandFailure} by its
     *     message and its exit code, wrong arguments with {@link ExitCode#USAGE}
     */
    public CommandLineInterface(
            Shell shell,
            NodeRunner nodeRunner,
            ConfigReader.AddressCheck addressCheck,
            Supplier<String> newSwarmKey,
            SequencedMap<String, Object> more) {
        this.shell = shell;
        this.commands = allCommands(shell, nodeRunner, addressCheck, newSwarmKey, more);
    }

    /**
     * @return one of {@link ExitCode}
     */
    public int run(String... arguments) {
        List<String> given = withCommand(List.of(arguments));
        if (given.isEmpty()) {
            commands.usage(shell.err());
            return ExitCode.USAGE;
        }
        return commands.execute(given.toArray(String[]::new));
    }

    /** The commands that ask nodes, and none that runs one. */
    static CommandLine ofClientCommands(Shell shell) {
        return configured(withClientCommands(new CommandLine(new RootCommand()), shell), shell);
    }

    private static CommandLine withClientCommands(CommandLine root, Shell shell) {
        root.addSubcommand("put", new PutCommand(shell));
        root.addSubcommand("get", new GetCommand(shell));
        root.addSubcommand("keys", new KeysCommand(shell));
        root.addSubcommand("status", new StatusCommand(shell));
        root.addSubcommand("peers", new PeersCommand(shell));
        root.addSubcommand("clusters", new ClustersCommand(shell));
        return root;
    }

    private static CommandLine allCommands(
            Shell shell,
            NodeRunner nodeRunner,
            ConfigReader.AddressCheck addressCheck,
            Supplier<String> newSwarmKey,
            SequencedMap<String, Object> more) {
        CommandLine root = new CommandLine(new RootCommand());
        root.addSubcommand("node", NodeCommand.spec(shell, nodeRunner, addressCheck));
        root.addSubcommand("demo", new DemoCommand(shell));
        withClientCommands(root, shell);
        root.addSubcommand("swarm-key", new SwarmKeyCommand(shell, newSwarmKey));
        more.forEach(root::addSubcommand);
        root.addSubcommand("completion", new CompletionCommand(shell));
        return configured(root, shell);
    }

    private static CommandLine configured(CommandLine root, Shell shell) {
        // Single-dash flags have several letters, so that '-htp' must be a mistake and not '-h'; and a value that
        // starts with '@' is a value.
        root.setPosixClusteredShortOptionsAllowed(false);
        root.setExpandAtFiles(false);
        root.setUsageHelpWidth(HELP_WIDTH);
        root.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
        root.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
        root.setParameterExceptionHandler(CommandLineInterface::misused);
        root.setExecutionExceptionHandler(CommandLineInterface::failed);
        return root;
    }

    /** Flags without a command mean the command {@code node}, as does the environment of a node without any argument. */
    private List<String> withCommand(List<String> arguments) {
        if (arguments.isEmpty()) {
            return shell.environment().containsKey("REPLICATOR_CID") ? List.of("node") : List.of();
        }
        CommandSpec root = commands.getCommandSpec();
        int i = 0;
        while (i < arguments.size() && root.findOption(arguments.get(i)) != null) {
            i++;
        }
        if (i == arguments.size() || !arguments.get(i).startsWith("-")) {
            return arguments;
        }
        List<String> completed = new ArrayList<>(arguments);
        completed.add(i, "node");
        return completed;
    }

    private static int misused(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("replicator: " + explained(e));
        suggestion(e).ifPresent(err::println);
        err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        if (List.of(arguments).contains(VERBOSE)) {
            e.printStackTrace(err);
        }
        return ExitCode.USAGE;
    }

    private static String explained(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return String.valueOf(e.getMessage());
        }
        String first = unmatched.getUnmatched().getFirst();
        if (first.startsWith("-")) {
            return "there is no option " + first;
        }
        return e.getCommandLine().getParent() == null
                ? "there is no command '" + first + "'"
                : "one argument too many: '" + first + "'";
    }

    private static Optional<String> suggestion(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return Optional.empty();
        }
        String first = unmatched.getUnmatched().getFirst();
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        if (first.startsWith("-")) {
            Stream<String> options = spec.options().stream().flatMap(o -> Stream.of(o.names()));
            String typed = first.replaceFirst("=.*", "");
            Optional<String> nearest = Nearest.to(typed, options).map(o -> "Did you mean " + o + "?");
            boolean takesValues = !spec.positionalParameters().isEmpty();
            return nearest.isEmpty() && takesValues
                    ? Optional.of("If it is a key or a value, put -- in front of it.")
                    : nearest;
        }
        return Nearest.to(first, spec.subcommands().keySet().stream()).map(c -> "Did you mean '" + c + "'?");
    }

    private static int failed(Exception e, CommandLine command, CommandLine.@Nullable ParseResult parsed) {
        PrintWriter err = command.getErr();
        boolean verbose = parsed != null && parsed.expandedArgs().contains(VERBOSE);
        int exitCode = ExitCode.FAILED;
        String message;
        if (e instanceof CommandFailure failure) {
            exitCode = failure.exitCode();
            message = String.valueOf(failure.getMessage());
        } else {
            message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            message += verbose ? "" : System.lineSeparator() + "(--verbose shows where)";
        }
        err.println("replicator: " + message);
        if (verbose) {
            e.printStackTrace(err);
        }
        return exitCode;
    }
}
