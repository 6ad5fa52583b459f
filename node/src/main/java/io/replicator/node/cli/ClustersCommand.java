package io.replicator.node.cli;

import io.replicator.client.Cluster;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "clusters",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "List the clusters as a node sees them.")
final class ClustersCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final ListingFormat format = new ListingFormat();

    ClustersCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws CommandFailure {
        List<Cluster> clusters = format.ask(shell, client -> client.clusters());
        if (format.isJson()) {
            ListingFormat.printJson(shell, clusters);
            return ExitCode.OK;
        }
        shell.out().print(table(clusters));
        return ExitCode.OK;
    }

    static Table table(List<Cluster> clusters) {
        Table table = new Table("CLUSTER", "VOTERS", "CONNECTED", "MAJORITY", "LEARNERS", "WRITES");
        for (Cluster cluster : clusters) {
            table.row(
                    cluster.cluster(),
                    Integer.toString(cluster.voters()),
                    Integer.toString(cluster.connected()),
                    Integer.toString(cluster.majority()),
                    Integer.toString(cluster.learners()),
                    cluster.writesPossible() ? "possible" : "not possible");
        }
        return table;
    }
}
