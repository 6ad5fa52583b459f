package io.replicator.simulator.cli;

import io.replicator.node.cli.CommandFailure;
import io.replicator.node.cli.ExitCode;
import io.replicator.node.config.Nearest;
import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.containers.Docker;
import io.replicator.simulator.load.Disturbance;
import io.replicator.simulator.load.LoadPlan;
import io.replicator.simulator.nemesis.LoadNemesis;
import io.replicator.simulator.nemesis.Nemesis;
import java.time.Duration;
import java.util.Arrays;
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

/** Nodes in containers, and what goes wrong with them. */
final class ContainerOptions {

    /** A node takes some 200 MB, and a Docker network of its own, of which there are some 30 by default. */
    static final int MOST_NODES = 15;

    private static final String DEFAULT_IMAGE = "replicator";
    private static final String EVERYTHING = "all";

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--containers",
            description = {
                "Load nodes in containers of their own (needs Docker), every link",
                "between two of them a proxy. They are removed afterwards."
            })
    private boolean requested;

    @Option(
            names = "--image",
            paramLabel = "<name>",
            description = "Of the node; docker/build.sh makes it. Default: " + DEFAULT_IMAGE)
    private @Nullable String image;

    @Option(
            names = "--nemesis",
            paramLabel = "<kinds>",
            description = {
                "What goes wrong with the containers in the first three quarters",
                "of the time, drawn from the seed: all, or some of partition,",
                "latency, bandwidth, reset, close, kill, stop, pause, disk, wipe.",
                "Default: nothing"
            })
    private @Nullable String nemesis;

    boolean areRequested() {
        return requested;
    }

    /** Whether something was said that means nothing without containers. */
    boolean areMissed() {
        return !requested && (image != null || nemesis != null);
    }

    String image() {
        return image == null ? DEFAULT_IMAGE : image;
    }

    /**
     * What may go wrong.
     *
     * @throws ParameterException if a kind does not exist
     */
    Set<Nemesis.Kind> kinds() {
        Set<Nemesis.Kind> kinds = EnumSet.noneOf(Nemesis.Kind.class);
        if (EVERYTHING.equals(nemesis)) {
            return EnumSet.allOf(Nemesis.Kind.class);
        }
        if (nemesis != null) {
            Arrays.stream(nemesis.split(",", -1)).map(this::kind).forEach(kinds::add);
        }
        return kinds;
    }

    private Nemesis.Kind kind(String typed) {
        String name = typed.strip();
        for (Nemesis.Kind kind : Nemesis.Kind.values()) {
            if (kind.title().equals(name)) {
                return kind;
            }
        }
        List<String> titles =
                Arrays.stream(Nemesis.Kind.values()).map(Nemesis.Kind::title).toList();
        Optional<String> nearest = Nearest.to(name, titles.stream());
        throw new ParameterException(
                spec.commandLine(),
                "--nemesis: there is no kind '" + name + "'; "
                        + nearest.map(title -> "did you mean '" + title + "'?")
                                .orElse("there are all, and " + String.join(", ", titles)));
    }

    /** Before anything is started, so that what is missing is said in one sentence. */
    void requireDocker() throws CommandFailure {
        Optional<String> missing = Docker.whatIsMissing();
        if (missing.isPresent()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "--containers needs a running Docker that this user may use, as 'docker info' tells: "
                            + missing.get());
        }
        if (!Docker.hasImage(image())) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "there is no image " + image() + ": docker/build.sh makes it, and --image names another one");
        }
    }

    /** What goes wrong in this network while it is loaded by this plan. */
    Disturbance disturbance(ContainerNetwork network, LoadPlan plan) {
        Set<Nemesis.Kind> kinds = kinds();
        if (kinds.isEmpty()) {
            return Disturbance.NONE;
        }
        Duration from = plan.warmUp();
        Duration until = from.plus(plan.duration().multipliedBy(3).dividedBy(4));
        return new LoadNemesis(network, new Nemesis(network, kinds, plan.seed()), from, until);
    }

    /** In words for people. */
    String describeNemesis() {
        Set<Nemesis.Kind> kinds = kinds();
        return kinds.isEmpty()
                ? "nothing goes wrong"
                : "what may go wrong: "
                        + kinds.stream().map(Nemesis.Kind::title).collect(Collectors.joining(", "));
    }
}
