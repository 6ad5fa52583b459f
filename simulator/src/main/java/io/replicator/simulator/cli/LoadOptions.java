package io.replicator.simulator.cli;

import io.replicator.node.cli.TimeConverter;
import io.replicator.node.config.Units;
import io.replicator.simulator.load.LoadPlan;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is asked of the nodes, and how fast. */
final class LoadOptions {

    private static final int CONNECTIONS_EACH = 8;
    private static final String DEFAULT_RATE = "500";

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--rate",
            paramLabel = "<n>",
            description = {
                "Operations a second, each at its time whatever the answers",
                "(open loop). Default: " + DEFAULT_RATE
            })
    private @Nullable Double rate;

    @Option(names = "--closed-loop", description = "Instead: each client asks as soon as it has its answer.")
    private boolean closedLoop;

    @Option(
            names = "--connections",
            paramLabel = "<n>",
            description = {
                "Clients, each with a connection to one node.",
                "Default: " + CONNECTIONS_EACH + " for each node"
            })
    private @Nullable Integer connections;

    @Mixin
    private final KeyOptions keys = new KeyOptions();

    @Option(
            names = "--conflicts",
            paramLabel = "<share>",
            defaultValue = "10%",
            converter = ShareConverter.class,
            description = {
                "Stores that several clients make at once for one key, through",
                "different clusters. Default: 10%%"
            })
    private double conflicts;

    @Option(
            names = "--conflict-width",
            paramLabel = "<n>",
            defaultValue = "2",
            description = "How many clients want such a key. Default: ${DEFAULT-VALUE}")
    private int conflictWidth;

    @Option(
            names = "--reads",
            paramLabel = "<share>",
            defaultValue = "20%",
            converter = ShareConverter.class,
            description = "Operations that read. Default: 20%%")
    private double reads;

    @Option(
            names = "--hang-ups",
            paramLabel = "<share>",
            defaultValue = "0",
            converter = ShareConverter.class,
            description = "Stores whose client hangs up at once. Default: none")
    private double hangUps;

    @Option(
            names = "--value-size",
            paramLabel = "<size>",
            defaultValue = "128",
            converter = ByteRange.Converter.class,
            description = {
                "Bytes of a value, or a range such as 16..4096; at least 8, since",
                "a value begins with its transaction id. Default: ${DEFAULT-VALUE}"
            })
    @SuppressWarnings("NullAway.Init") // picocli sets it to its default
    private ByteRange valueSize;

    @Option(
            names = "--duration",
            paramLabel = "<time>",
            defaultValue = "30s",
            converter = TimeConverter.class,
            description = "How long, after the warm-up. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli sets it to its default
    private Duration duration;

    @Option(
            names = "--warm-up",
            paramLabel = "<time>",
            defaultValue = "5s",
            description = "Load before it, which is checked and not measured. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli sets it to its default
    private String warmUp;

    @Option(
            names = "--check",
            paramLabel = "<n>",
            defaultValue = "10000",
            description = {
                "How many keys that one client took, and of those that several",
                "wanted, are read at every node in the end. Default: ${DEFAULT-VALUE}"
            })
    private int checkedKeys;

    @Option(names = "--seed", paramLabel = "<n>", description = "Of keys, kinds and sizes. Default: a random one")
    private @Nullable Long seed;

    /**
     * The plan, for so many nodes.
     *
     * @throws ParameterException if the options do not go together
     */
    LoadPlan plan(int nodes) {
        if (closedLoop && rate != null) {
            throw misuse("--rate and --closed-loop exclude each other: leave out one of them");
        }
        int clients = connections == null ? CONNECTIONS_EACH * nodes : connections;
        if (clients < nodes) {
            throw misuse("--connections: " + clients + " are too few for " + nodes
                    + " nodes, each of which needs at least one");
        }
        if (valueSize.least() < 0 || valueSize.most() > Integer.MAX_VALUE) {
            throw misuse("--value-size: too large");
        }
        try {
            return new LoadPlan(
                    closedLoop
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(rate == null ? Double.parseDouble(DEFAULT_RATE) : rate),
                    clients,
                    keys.choice(),
                    conflicts,
                    conflictWidth,
                    reads,
                    hangUps,
                    (int) valueSize.least(),
                    (int) valueSize.most(),
                    Units.duration(warmUp),
                    duration,
                    checkedKeys,
                    seed == null ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) : seed);
        } catch (IllegalArgumentException e) {
            throw misuse(String.valueOf(e.getMessage()));
        }
    }

    /** Whether the seed was given, so that it need not be told. */
    boolean hasSeed() {
        return seed != null;
    }

    private ParameterException misuse(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
