package io.replicator.node.cli;

import io.replicator.node.config.NodeConfig;
import java.io.PrintWriter;

/** Runs a node until it is told to stop. The composition root implements it, so that the command line need not know it. */
@FunctionalInterface
public interface NodeRunner {

    /**
     * @param out for what people are to read: addresses, data folder, who is there
     * @return one of {@link ExitCode}
     * @throws CommandFailure with the exit code and the reason why the node cannot run
     */
    int run(NodeConfig config, PrintWriter out) throws Exception;
}
