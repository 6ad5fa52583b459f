package io.replicator.node.cli;

import io.replicator.node.config.ConfigException;
import io.replicator.node.config.ConfigReader;
import io.replicator.node.config.NodeConfig;
import io.replicator.node.config.Setting;
import io.replicator.node.config.Settings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

/** {@code replicator node}. Its options are made from {@link Setting}, so that flags, files and help cannot differ. */
final class NodeCommand implements Callable<Integer> {

    private static final String CONFIG_FLAG = "--config";

    private final Shell shell;
    private final NodeRunner runner;
    private final ConfigReader.AddressCheck addressCheck;
    private final CommandSpec spec;

    private NodeCommand(Shell shell, NodeRunner runner, ConfigReader.AddressCheck addressCheck) {
        this.shell = shell;
        this.runner = runner;
        this.addressCheck = addressCheck;
        this.spec = CommandSpec.wrapWithoutInspection(this);
    }

    static CommandSpec spec(Shell shell, NodeRunner runner, ConfigReader.AddressCheck addressCheck) {
        CommandSpec spec = new NodeCommand(shell, runner, addressCheck).spec;
        spec.name("node").mixinStandardHelpOptions(true).versionProvider(new Version());
        for (Setting setting : Setting.values()) {
            spec.addOption(option(setting));
        }
        spec.addOption(OptionSpec.builder(CONFIG_FLAG)
                .type(Path.class)
                .paramLabel("<file>")
                .description("Properties file with these settings, without dashes.")
                .build());
        spec.usageMessage(new UsageMessageSpec()
                .description("Run a node.")
                .customSynopsis("replicator [node] -cid <id> [-http <port>] [-bootstrap <multiaddr>]...")
                .sortOptions(false)
                .optionListHeading("%n")
                .footer(
                        "",
                        "Times are like 500ms, 8s, 2m; sizes like 65536, 64KiB, 1MiB.",
                        "Each flag may also stand in the environment (-http as REPLICATOR_HTTP,",
                        "--http-host as REPLICATOR_HTTP_HOST) or in the file of --config or",
                        "REPLICATOR_CONFIG (http=8000); lists are separated by commas there. Flags win",
                        "over the environment, and that over the file."));
        return spec;
    }

    private static OptionSpec option(Setting setting) {
        String fallback = setting.defaultText().isEmpty() ? "" : "\nDefault: " + setting.defaultText();
        OptionSpec.Builder option = OptionSpec.builder(setting.flags().toArray(String[]::new))
                .paramLabel(setting.label())
                .description((setting.help() + fallback).split("\n"));
        return setting.isRepeatable()
                ? option.type(List.class)
                        .auxiliaryTypes(String.class)
                        .arity("1")
                        .build()
                : option.type(String.class).build();
    }

    @Override
    public Integer call() throws Exception {
        NodeConfig config;
        try {
            Settings settings = Settings.collect(flags(), shell.environment(), file());
            config = ConfigReader.read(settings, addressCheck);
        } catch (ConfigException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, String.join(System.lineSeparator() + "replicator: ", e.mistakes()), e);
        }
        return runner.run(config, new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
    }

    private Map<Setting, List<String>> flags() {
        ParseResult parsed = spec.commandLine().getParseResult();
        Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            OptionSpec option = parsed.matchedOption(setting.flags().getFirst());
            if (option != null) {
                flags.put(setting, List.copyOf(option.stringValues()));
            }
        }
        return flags;
    }

    private Optional<Path> file() {
        Path flag = spec.commandLine().getParseResult().matchedOptionValue(CONFIG_FLAG, null);
        return Optional.ofNullable(flag)
                .or(() -> Optional.ofNullable(shell.environment().get("REPLICATOR_CONFIG"))
                        .filter(s -> !s.isBlank())
                        .map(Path::of));
    }
}
