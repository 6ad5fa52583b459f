package io.replicator.node.cli;

import io.replicator.client.GetResult;
import io.replicator.client.ReplicatorClient;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Write the value of a key to standard output, byte for byte.",
        footer = {"", "Exit codes: 5 the key is unknown, 1 no node can say."})
final class GetCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final NodesOption nodes = new NodesOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "KEY", description = "1 to 512 bytes of UTF-8.")
    @SuppressWarnings("NullAway.Init") // picocli demands it
    private String key;

    @Option(
            names = "--wait",
            paramLabel = "<time>",
            converter = TimeConverter.class,
            description = "Wait so long for the key to be taken, for example 30s.")
    private @Nullable Duration wait;

    GetCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws CommandFailure {
        GetResult result;
        try (ReplicatorClient client = nodes.client(shell)) {
            result = client.get(key, wait == null ? Duration.ZERO : wait);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        return switch (result) {
            case GetResult.Found found -> {
                shell.out().write(found.value(), 0, found.value().length);
                shell.out().flush();
                yield ExitCode.OK;
            }
            case GetResult.KeyUnknown unknown ->
                throw new CommandFailure(ExitCode.KEY_UNKNOWN, "'" + key + "' is unknown: nobody has stored it");
            case GetResult.Unavailable unavailable ->
                throw new CommandFailure(ExitCode.FAILED, "no node can say: " + unavailable.detail());
            case GetResult.Rejected rejected -> throw new CommandFailure(ExitCode.FAILED, rejected.detail());
        };
    }
}
