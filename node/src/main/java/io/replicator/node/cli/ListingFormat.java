package io.replicator.node.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import io.replicator.client.ReplicatorClient;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that list something have in common: whom to ask, and whether a program reads the answer. */
final class ListingFormat {

    @Mixin
    private final NodesOption nodes = new NodesOption();

    @Option(names = "--json", description = "Write JSON, for programs.")
    private boolean json;

    /** Asks a node. */
    @FunctionalInterface
    interface Question<T> {
        T ask(ReplicatorClient client) throws ReplicatorClient.UnavailableException;
    }

    boolean isJson() {
        return json;
    }

    <T> T ask(Shell shell, Question<T> question) throws CommandFailure {
        try (ReplicatorClient client = nodes.client(shell)) {
            return question.ask(client);
        } catch (ReplicatorClient.UnavailableException e) {
            throw new CommandFailure(
                    ExitCode.FAILED, "no node answers: " + e.getMessage() + NodesOption.ADVICE_IF_UNREACHABLE, e);
        }
    }

    static void printJson(Shell shell, Object value) throws CommandFailure {
        try {
            shell.out().println(JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(value));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILED, "cannot write JSON: " + e.getMessage(), e);
        }
    }
}
