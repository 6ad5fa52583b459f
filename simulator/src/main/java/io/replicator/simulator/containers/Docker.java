package io.replicator.simulator.containers;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code docker}, as a person would type it: whatever engine, context or host that person uses, it is the right
 * one. See docs/adr/0009-docker-by-its-command.md.
 */
public final class Docker {

    /** On every container, network and volume; its value says which network of nodes it belongs to. */
    static final String LABEL = "io.replicator.network";

    /** To look costs a process, or a question to each node, at a time when they have enough to do. */
    private static final long POLL_MILLIS = 250;

    /**
     * In a session of its own where that can be had (Linux): Ctrl-C at a terminal is meant for this program, which then has
     * still to verify and to remove what there is, and would end its commands in the middle.
     */
    private static final List<String> COMMAND =
            isOnPath("setsid") && isOnPath("docker") ? List.of("setsid", "docker") : List.of("docker");

    private Docker() {}

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private record Result(int exitCode, String out) {}

    /** Why no containers can be run here, in words for people; empty if they can. */
    public static Optional<String> whatIsMissing() {
        try {
            Result result = result(null, List.of("version", "--format", "{{.Server.Version}}"));
            return result.exitCode() == 0 ? Optional.empty() : Optional.of(result.out());
        } catch (ContainerFailure e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    public static boolean hasImage(String image) {
        return result(null, List.of("image", "inspect", image)).exitCode() == 0;
    }

    /**
     * Builds an image from a Dockerfile.
     *
     * @param folder that the Dockerfile copies from
     * @return the id of the image
     */
    public static String build(String image, Path folder, Path dockerfile) {
        String path = dockerfile.toAbsolutePath().toString();
        run(folder, List.of("build", "-q", "-t", image, "-f", path, "."));
        return run("image", "inspect", "-f", "{{.Id}}", image);
    }

    /**
     * Runs {@code docker} with these words; returns what it printed, without the end of the last line.
     *
     * @throws ContainerFailure if it fails, with what it printed
     */
    public static String run(String... words) {
        return run(null, List.of(words));
    }

    static String run(List<String> words) {
        return run(null, words);
    }

    private static String run(@Nullable Path folder, List<String> words) {
        Result result = result(folder, words);
        if (result.exitCode() != 0) {
            throw new ContainerFailure("docker " + String.join(" ", words) + ": " + result.out());
        }
        return result.out();
    }

    /** Runs a command in a container; returns its exit code. */
    static int exec(String container, String... words) {
        List<String> all = new ArrayList<>(List.of("exec", container));
        all.addAll(List.of(words));
        return result(null, all).exitCode();
    }

    private static Result result(@Nullable Path folder, List<String> words) {
        List<String> command = new ArrayList<>(COMMAND);
        command.addAll(words);
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder == null ? null : folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), out.strip());
        } catch (IOException e) {
            throw new ContainerFailure("the command 'docker' cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerFailure("interrupted while 'docker' was running", e);
        }
    }

    /**
     * Removes all that has the label of {@link ContainerNetwork} with this value, whatever state it is in: containers,
     * networks and volumes, each even if what came before could not be removed. From any thread; one after the other, since
     * what one has found another may be removing.
     *
     * @param value the id of a network of nodes
     * @throws ContainerFailure of the first command that failed; of the others it tells as suppressed
     */
    public static synchronized void removeAll(String value) {
        String filter = "label=" + LABEL + "=" + value;
        @Nullable ContainerFailure first = null;
        for (List<List<String>> kind : List.of(
                List.of(List.of("ps", "-aq", "--filter", filter), List.of("rm", "-f", "-v")),
                List.of(List.of("network", "ls", "-q", "--filter", filter), List.of("network", "rm")),
                List.of(List.of("volume", "ls", "-q", "--filter", filter), List.of("volume", "rm", "-f")))) {
            try {
                remove(kind.getFirst(), kind.getLast());
            } catch (ContainerFailure e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static void remove(List<String> list, List<String> removal) {
        List<String> found = run(list).lines().toList();
        if (!found.isEmpty()) {
            List<String> words = new ArrayList<>(removal);
            words.addAll(found);
            run(words);
        }
    }

    /** Waits until something is true. */
    static void await(String what, Duration patience, Callable<Boolean> condition) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (!isTrue(condition)) {
            if (System.nanoTime() > until) {
                throw new ContainerFailure("in vain for " + patience.toSeconds() + " s: " + what);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean isTrue(Callable<Boolean> condition) throws InterruptedException {
        try {
            return condition.call();
        } catch (InterruptedException e) {
            throw e;
        } catch (IOException e) {
            return false;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ContainerFailure(e.toString(), e);
        }
    }
}
