package io.replicator.node.app;

import io.replicator.node.cli.CommandFailure;
import io.replicator.node.cli.ExitCode;
import io.replicator.node.cli.NodeRunner;
import io.replicator.node.config.NodeConfig;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;

/** Runs a node until the process is told to end, by SIGTERM or Ctrl-C; then stops it cleanly, with exit code 0. */
final class NodeProgram implements NodeRunner {

    @Override
    public int run(NodeConfig config, PrintWriter out) throws CommandFailure, InterruptedException {
        Logging.configure(config.logFormat());
        Node node = Node.start(config, out);
        // The JVM ends with 143 after SIGTERM; to operators a clean stop is a success.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            node.close();
                            Runtime.getRuntime().halt(ExitCode.OK);
                        },
                        "stop"));
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }
}
