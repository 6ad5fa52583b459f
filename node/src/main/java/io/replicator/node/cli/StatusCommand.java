package io.replicator.node.cli;

import io.replicator.client.Cluster;
import io.replicator.client.NodeStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Say which node answers, whether it is ready, and how its clusters are.",
        footer = {"", "Exit codes: 0 the node is ready, 1 it is not, or none answers."})
final class StatusCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final ListingFormat format = new ListingFormat();

    StatusCommand(Shell shell) {
        this.shell = shell;
    }

    private record Report(NodeStatus status, List<Cluster> clusters) {}

    @Override
    public Integer call() throws CommandFailure {
        Report report = format.ask(shell, client -> new Report(client.status(), client.clusters()));
        NodeStatus status = report.status();
        if (format.isJson()) {
            ListingFormat.printJson(shell, json(report));
        } else {
            shell.out().println("Node     " + status.node());
            shell.out().println("Cluster  " + status.cluster());
            shell.out().println("URL      " + status.url());
            shell.out().println("Ready    " + (status.ready() ? "yes" : "no: " + status.reason()));
            shell.out().println();
            shell.out().print(ClustersCommand.table(report.clusters()));
        }
        return status.ready() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static Map<String, Object> json(Report report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("url", report.status().url().toString());
        json.put("node", report.status().node());
        json.put("cluster", report.status().cluster());
        json.put("ready", report.status().ready());
        json.put("reason", report.status().reason());
        json.put("clusters", report.clusters());
        return json;
    }
}
