package io.replicator.node.cli;

import io.replicator.client.ReplicatorClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which nodes a client command talks to, and how long it tries. */
final class NodesOption {

    static final String DEFAULT_NODE = "http://127.0.0.1:8000";

    static final String ADVICE_IF_UNREACHABLE =
            System.lineSeparator() + "Is a node running there? Name others with --node; 'replicator demo' starts some.";

    private static final String ENVIRONMENT_NAME = "REPLICATOR_NODES";
    /** A person waits for the answer: enough for a node that is just restarting, and no more. */
    private static final Duration CONNECT_PATIENCE = Duration.ofMillis(500);

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--node",
            paramLabel = "<url>",
            description = {"A node to ask; repeat it for more.", "Default: REPLICATOR_NODES, or " + DEFAULT_NODE})
    private List<String> nodes = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "<time>",
            defaultValue = "15s",
            converter = TimeConverter.class,
            description = "How long to try in all. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli sets it to its default
    private Duration timeout;

    /** The nodes as they were named. */
    List<String> urls(Map<String, String> environment) {
        if (!nodes.isEmpty()) {
            return nodes;
        }
        List<String> fromEnvironment = Stream.of(
                        environment.getOrDefault(ENVIRONMENT_NAME, "").split("[,\\s]+"))
                .filter(s -> !s.isEmpty())
                .toList();
        return fromEnvironment.isEmpty() ? List.of(DEFAULT_NODE) : fromEnvironment;
    }

    ReplicatorClient client(Shell shell) {
        ReplicatorClient.Builder builder =
                ReplicatorClient.builder().deadline(timeout).connectPatience(CONNECT_PATIENCE);
        for (String url : urls(shell.environment())) {
            try {
                builder.node(url);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(
                        spec.commandLine(), (nodes.isEmpty() ? ENVIRONMENT_NAME : "--node") + ": " + e.getMessage(), e);
            }
        }
        return builder.build();
    }
}
