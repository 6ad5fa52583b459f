package io.replicator.node.cli;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the demonstration shows once its nodes are ready. Every command line that it prints is run as printed, and what
 * stands below it is what came of it.
 */
final class DemoStory {

    private final Shell shell;
    private final ReplicatorProgram program;
    private final DemoNetwork network;
    private final Path data;

    DemoStory(Shell shell, ReplicatorProgram program, DemoNetwork network, Path data) {
        this.shell = shell;
        this.program = program;
        this.network = network;
        this.data = data;
    }

    void tell() throws InterruptedException {
        NodeProcess here = network.node(0, 0);
        NodeProcess there = network.nodes().getLast();
        // A demonstration may go on with older data, in which a fixed key would be taken.
        String ending = KeyPrompt.suggestions("", RandomGenerator.getDefault()).getLast();

        printNodes();
        heading("Stored through " + here.cluster() + ", read from " + there.cluster());
        String greeting = "greeting" + ending;
        show(List.of(Line.of("put", greeting, "Hello, world", "--node", here.url())));
        show(List.of(Line.of("get", greeting, "--node", there.url())));
        heading("One key, two values, at the same moment: exactly one wins");
        String contested = "contested" + ending;
        show(List.of(
                Line.of("put", contested, "first", "--node", here.url()),
                Line.of("put", contested, "second", "--node", there.url())));
        show(List.of(Line.of("get", contested, "--node", here.url())));
        printNextSteps(here, there);
    }

    private void printNodes() {
        Table table = new Table("NODE", "URL", "PID");
        for (NodeProcess node : network.nodes()) {
            table.row(node.name(), node.url(), Long.toString(node.pid()));
        }
        shell.out().println();
        shell.out().print(table);
    }

    private void heading(String text) {
        shell.out().println();
        shell.out().println(text);
    }

    /** The words of one command, without the program itself. */
    private record Line(List<String> words) {

        static Line of(String... words) {
            return new Line(List.of(words));
        }

        String typed() {
            return words.stream().map(ShellQuote::quote).collect(Collectors.joining(" "));
        }
    }

    /** Runs the commands at the same moment, and prints each with its answer. */
    private void show(List<Line> lines) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = threads.invokeAll(lines.stream()
                    .map(line -> (Callable<String>) () -> answer(line))
                    .toList());
            for (int i = 0; i < lines.size(); i++) {
                shell.out()
                        .println("  $ " + program.typed() + " " + lines.get(i).typed());
                answers.get(i).get().lines().forEach(l -> shell.out().println("    " + l));
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static String answer(Line line) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(output, true, StandardCharsets.UTF_8);
        Shell quiet = new Shell(InputStream.nullInputStream(), printed, printed, Map.of(), () -> false);
        int exitCode = CommandLineInterface.ofClientCommands(quiet)
                .execute(line.words().toArray(String[]::new));
        return output.toString(StandardCharsets.UTF_8)
                + (exitCode == ExitCode.OK ? "" : "(exit code " + exitCode + ")");
    }

    private void printNextSteps(NodeProcess here, NodeProcess there) {
        String replicator = program.typed();
        NodeProcess victim = network.node(0, 1);
        String again = Stream.concat(
                        Stream.of(replicator), victim.flags().stream().map(ShellQuote::quote))
                .collect(Collectors.joining(" "));
        heading("Now you, in another terminal:");
        List.of(
                        replicator + " put my-key 'my value' --node " + here.url(),
                        replicator + " get my-key --node " + there.url(),
                        replicator + " clusters --node " + there.url(),
                        "curl -T /etc/hosts " + here.url() + "/store/hosts",
                        "curl " + there.url() + "/store/hosts",
                        "kill " + victim.pid() + "    # " + victim.name() + "; storing goes on without it",
                        again)
                .forEach(line -> shell.out().println("  " + line));
        heading("API: " + here.url() + "/swagger    Logs: " + data + "/*.log");
        shell.out().println("Ctrl-C stops all nodes.");
    }
}
