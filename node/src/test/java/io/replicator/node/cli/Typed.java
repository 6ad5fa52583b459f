package io.replicator.node.cli;

import io.replicator.node.config.NodeConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs command lines in this process, and keeps what came of them. */
final class Typed {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<NodeConfig> nodesRun = new ArrayList<>();
    private int exitCode;

    private Typed() {}

    static Typed line(String... arguments) {
        return with(Map.of(), "", false, arguments);
    }

    /**
     * @param terminal whether a person sits there
     */
    static Typed with(Map<String, String> environment, String input, boolean terminal, String... arguments) {
        Typed typed = new Typed();
        Shell shell = new Shell(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(typed.out, true, StandardCharsets.UTF_8),
                new PrintStream(typed.err, true, StandardCharsets.UTF_8),
                environment,
                () -> terminal);
        NodeRunner runner = (config, printer) -> {
            typed.nodesRun.add(config);
            if (config.clusterId().equals("locked")) {
                throw new CommandFailure(ExitCode.DATA_REFUSED, "the data folder is locked");
            }
            if (config.clusterId().equals("broken")) {
                throw new IllegalStateException("something broke");
            }
            return ExitCode.OK;
        };
        typed.exitCode = new CommandLineInterface(
                        shell, runner, (_, _) -> Optional.empty(), () -> "a new key\n", new LinkedHashMap<>())
                .run(arguments);
        return typed;
    }

    int exitCode() {
        return exitCode;
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    byte[] rawOut() {
        return out.toByteArray();
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** The configuration that a node was run with. */
    NodeConfig node() {
        if (nodesRun.size() != 1) {
            throw new AssertionError("ran " + nodesRun.size() + " nodes; " + err());
        }
        return nodesRun.getFirst();
    }

    boolean ranNode() {
        return !nodesRun.isEmpty();
    }
}
