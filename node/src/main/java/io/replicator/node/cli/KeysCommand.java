package io.replicator.node.cli;

import io.replicator.client.KeyPage;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "List the keys committed at a node, in the order of their bytes.")
final class KeysCommand implements Callable<Integer> {

    private static final int MAX_LIMIT = 10_000;

    private final Shell shell;

    @Mixin
    private final ListingFormat format = new ListingFormat();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--prefix", paramLabel = "<text>", description = "Only keys that start so.")
    private String prefix = "";

    @Option(names = "--after", paramLabel = "<key>", description = "Only keys after this one.")
    private @Nullable String after;

    @Option(
            names = "--limit",
            paramLabel = "<n>",
            defaultValue = "100",
            description = "At most so many, 1 to 10000. Default: ${DEFAULT-VALUE}")
    private int limit;

    KeysCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws CommandFailure {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new ParameterException(spec.commandLine(), "--limit: " + limit + " is not 1 to " + MAX_LIMIT);
        }
        KeyPage page = format.ask(shell, client -> client.keys(prefix, after, limit));
        if (format.isJson()) {
            ListingFormat.printJson(shell, page);
            return ExitCode.OK;
        }
        Table table = new Table("SIZE", "PID", "KEY");
        for (KeyPage.StoredKey stored : page.keys()) {
            table.row(Wording.size(stored.size()), Wording.shortId(stored.pid()), stored.key());
        }
        shell.out().print(table);
        if (page.next() != null) {
            shell.err().println("More: add --after " + ShellQuote.quote(page.next()));
        }
        return ExitCode.OK;
    }
}
