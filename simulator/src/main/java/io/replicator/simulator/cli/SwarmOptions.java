package io.replicator.simulator.cli;

import io.replicator.node.cli.ShellQuote;
import io.replicator.node.cli.TimeConverter;
import io.replicator.node.config.Nearest;
import io.replicator.simulator.fault.FaultKind;
import io.replicator.simulator.network.Delay;
import io.replicator.simulator.network.Topology;
import io.replicator.simulator.swarm.SwarmSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the worlds of all seeds have in common. */
final class SwarmOptions {

    private static final int MOST_CLUSTERS = 100;
    private static final int MOST_NODES = 100;
    private static final int MOST_TOGETHER = 1_000;
    private static final int LEAST_NODES = 3;
    private static final long FAR_MICROS = 20_000;
    private static final long NANOS_PER_MICRO = 1_000;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--clusters", paramLabel = "<n>", description = "Have this many clusters in every world, ...")
    private @Nullable Integer clusters;

    @Option(
            names = "--nodes",
            paramLabel = "<n>",
            description = "... and this many voters in each, at least 3. Default: 3")
    private @Nullable Integer nodes;

    @Option(
            names = "--topology",
            paramLabel = "<file>",
            description = {"Have your own clusters and latencies in every world;", "see docs/verification.md."})
    private @Nullable Path topologyFile;

    @Option(
            names = "--faults",
            paramLabel = "<kinds>",
            defaultValue = "all",
            description = "What may go wrong: all, none, or kinds separated by commas. Default: ${DEFAULT-VALUE}")
    private String faults = "all";

    @Option(
            names = "--duration",
            paramLabel = "<time>",
            converter = TimeConverter.class,
            description = {"How long the bad time of each world lasts, virtually.", "Default: each draws it, up to 12s"
            })
    private @Nullable Duration duration;

    /** All of them that were typed, as they were typed, for one who wants the same worlds again. */
    List<String> typed() {
        Set<String> own = Set.of("--clusters", "--nodes", "--topology", "--faults", "--duration");
        return spec.commandLine().getParseResult().matchedOptions().stream()
                .filter(option -> own.contains(option.longestName()))
                .flatMap(option -> option.originalStringValues().stream()
                        .map(value -> option.longestName() + " " + ShellQuote.quote(value)))
                .toList();
    }

    /**
     * The settings that they stand for.
     *
     * @throws ParameterException if there are none such
     */
    SwarmSettings settings() {
        return new SwarmSettings(topology(), kinds(), duration == null ? 0 : duration.toNanos() / NANOS_PER_MICRO);
    }

    private @Nullable Topology topology() {
        if (topologyFile != null) {
            if (clusters != null || nodes != null) {
                throw misuse("--topology says which clusters there are: leave out --clusters and --nodes");
            }
            try {
                return TopologyFile.read(topologyFile);
            } catch (IllegalArgumentException e) {
                throw misuse("--topology: " + e.getMessage());
            }
        }
        if (clusters == null && nodes == null) {
            return null;
        }
        int many = clusters == null ? 1 : clusters;
        int each = nodes == null ? LEAST_NODES : nodes;
        if (many < 1
                || many > MOST_CLUSTERS
                || each < LEAST_NODES
                || each > MOST_NODES
                || many * each > MOST_TOGETHER) {
            throw misuse("there are 1 to " + MOST_CLUSTERS + " clusters of at least " + LEAST_NODES
                    + " nodes, and at most " + MOST_TOGETHER + " nodes in all");
        }
        return Topology.of(Collections.nCopies(many, each), Delay.LAN, Delay.wan(FAR_MICROS));
    }

    private Set<FaultKind> kinds() {
        return switch (faults) {
            case "all" -> EnumSet.allOf(FaultKind.class);
            case "none" -> EnumSet.noneOf(FaultKind.class);
            default ->
                Arrays.stream(faults.split(",", -1))
                        .map(this::kind)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(FaultKind.class)));
        };
    }

    private FaultKind kind(String name) {
        for (FaultKind kind : FaultKind.values()) {
            if (kind.title().equals(name.strip())) {
                return kind;
            }
        }
        List<String> titles =
                Arrays.stream(FaultKind.values()).map(FaultKind::title).toList();
        Optional<String> nearest = Nearest.to(name.strip(), titles.stream());
        throw misuse("--faults: there is no kind '" + name.strip() + "'; "
                + nearest.map(title -> "did you mean '" + title + "'?")
                        .orElse("there are all, none, and " + String.join(", ", titles)));
    }

    private ParameterException misuse(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
