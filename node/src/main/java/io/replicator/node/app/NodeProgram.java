package io.replicator.node.app;

import io.replicator.node.cli.CommandFailure;
import io.replicator.node.cli.ExitCode;
import io.replicator.node.cli.NodeRunner;
import io.replicator.node.config.NodeConfig;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Runs a node until the process is told to end, by SIGTERM or Ctrl-C; then stops it cleanly, with exit code 0, also while
 * it still starts.
 */
final class NodeProgram implements NodeRunner {

    /** The node once it has started, or nothing if the start has ended otherwise and has cleaned up after itself. */
    private final CompletableFuture<Optional<Node>> started = new CompletableFuture<>();

    @Override
    public int run(NodeConfig config, PrintWriter out) throws CommandFailure, InterruptedException {
        Logging.configure(config.logFormat());
        Thread starter = Thread.currentThread();
        Thread stop = new Thread(() -> stop(starter), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            started.complete(Optional.of(Node.start(config, out)));
        } catch (Throwable e) {
            started.complete(Optional.empty());
            if (withdraw(stop)) {
                throw e;
            }
        }
        // The thread above ends the process; an interrupt that comes too late for the start changes nothing.
        return new CompletableFuture<Integer>().join();
    }

    private void stop(Thread starter) {
        if (!started.isDone()) {
            starter.interrupt();
        }
        started.join().ifPresent(Node::close);
        // The JVM ends with 143 after SIGTERM; to operators a clean stop is a success.
        Runtime.getRuntime().halt(ExitCode.OK);
    }

    /** A process whose start has failed ends with the exit code of that, unless it is being stopped already. */
    private static boolean withdraw(Thread stop) {
        try {
            return Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException stopping) {
            return false;
        }
    }
}
