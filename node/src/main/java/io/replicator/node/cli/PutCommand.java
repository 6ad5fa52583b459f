package io.replicator.node.cli;

import io.replicator.client.PutResult;
import io.replicator.client.ReplicatorClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
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
        name = "put",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Take a key with a value, once and for ever.",
            "The value is the argument, a file (-f) or standard input."
        },
        footer = {"", "Exit codes: 4 the key is taken, 6 not stored, 8 outcome unknown."})
final class PutCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final NodesOption nodes = new NodesOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "KEY", description = "1 to 512 bytes of UTF-8.")
    @SuppressWarnings("NullAway.Init") // picocli demands it
    private String key;

    @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "The value, as UTF-8.")
    private @Nullable String value;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "<file>",
            description = "Take the value from a file.")
    private @Nullable Path file;

    @Option(
            names = "--tx",
            paramLabel = "<id>",
            description = "Repeat the transaction of an earlier put of this key and value, whose outcome is unknown.")
    private @Nullable String txId;

    PutCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws CommandFailure {
        if (value != null && file != null) {
            throw new ParameterException(spec.commandLine(), "VALUE and --file exclude each other");
        }
        byte[] bytes = bytes();
        try (ReplicatorClient client = nodes.client(shell)) {
            String triedKey = key;
            KeyPrompt prompt = new KeyPrompt(shell);
            PutResult result = txId == null ? client.put(key, bytes) : client.put(key, bytes, txId);
            while (isTaken(result) && shell.interactive().getAsBoolean()) {
                shell.err().println(describeTaken(triedKey, result));
                Optional<String> other = prompt.ask(triedKey);
                if (other.isEmpty()) {
                    return ExitCode.KEY_TAKEN;
                }
                triedKey = other.get();
                result = client.put(triedKey, bytes);
            }
            return report(triedKey, result);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private byte[] bytes() throws CommandFailure {
        if (value != null) {
            return value.getBytes(StandardCharsets.UTF_8);
        }
        try {
            if (file == null) {
                if (shell.interactive().getAsBoolean()) {
                    shell.err().println("Type the value; Ctrl-D on a new line ends it.");
                }
                return bounded(shell.in().readNBytes(ReplicatorClient.MAX_VALUE_BYTES + 1));
            }
            try (var stream = Files.newInputStream(file)) {
                return bounded(stream.readNBytes(ReplicatorClient.MAX_VALUE_BYTES + 1));
            }
        } catch (NoSuchFileException e) {
            throw new CommandFailure(ExitCode.USAGE, "there is no file " + file, e);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED, "cannot read " + (file == null ? "the value" : file) + ": " + e.getMessage(), e);
        }
    }

    private static byte[] bounded(byte[] bytes) throws CommandFailure {
        if (bytes.length > ReplicatorClient.MAX_VALUE_BYTES) {
            throw new CommandFailure(
                    ExitCode.NOT_STORED,
                    "the value is larger than " + ReplicatorClient.MAX_VALUE_BYTES + " bytes, which no node takes");
        }
        return bytes;
    }

    private static boolean isTaken(PutResult result) {
        return result instanceof PutResult.KeyExists || result instanceof PutResult.KeyReserved;
    }

    private static String describeTaken(String key, PutResult result) {
        return switch (result) {
            case PutResult.KeyExists exists ->
                "'" + key + "' is already taken"
                        + (exists.winner().sameValue() ? ", with the same value" : ", with another value")
                        + " (transaction " + exists.winner().txId() + ")";
            case PutResult.KeyReserved reserved ->
                "'" + key + "' is just being taken by somebody else (transaction "
                        + reserved.holder().txId() + ")";
            default -> throw new IllegalArgumentException("not taken: " + result);
        };
    }

    private int report(String key, PutResult result) throws CommandFailure {
        return switch (result) {
            case PutResult.Stored stored -> {
                shell.out().println("Stored '" + key + "' (transaction " + stored.txId() + ")");
                yield ExitCode.OK;
            }
            case PutResult.AlreadyYours already -> {
                // Without --tx nobody but this command can have sent it, only earlier than the answer tells.
                shell.out()
                        .println("Stored '" + key + (txId == null ? "'" : "' before") + " (transaction "
                                + already.txId() + ")");
                yield ExitCode.OK;
            }
            case PutResult.KeyExists exists ->
                throw new CommandFailure(ExitCode.KEY_TAKEN, describeTaken(key, exists) + ": choose another key");
            case PutResult.KeyReserved reserved ->
                throw new CommandFailure(ExitCode.KEY_TAKEN, describeTaken(key, reserved) + ": choose another key");
            case PutResult.TxReused reused ->
                throw new CommandFailure(
                        ExitCode.NOT_STORED,
                        "not stored: transaction " + reused.txId() + " has already taken '" + key
                                + "' with another value");
            case PutResult.Rejected rejected ->
                throw new CommandFailure(ExitCode.NOT_STORED, "not stored: " + rejected.detail());
            case PutResult.NotStored notStored ->
                throw new CommandFailure(
                        ExitCode.NOT_STORED,
                        "not stored: " + notStored.detail()
                                + (notStored.code().equals("unreachable") ? NodesOption.ADVICE_IF_UNREACHABLE : ""));
            case PutResult.Unknown unknown ->
                throw new CommandFailure(ExitCode.OUTCOME_UNKNOWN, describeUnknown(key, unknown));
        };
    }

    private static String describeUnknown(String key, PutResult.Unknown unknown) {
        return String.join(
                System.lineSeparator(),
                "it is unknown whether '" + key + "' is stored: " + unknown.detail(),
                "It may still become so. To learn which, repeat it, with the same value:",
                "  replicator put --tx " + unknown.txId() + " " + ShellQuote.quote(key) + " ...");
    }
}
