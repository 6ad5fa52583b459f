package io.replicator.simulator.load;

import io.replicator.client.Cluster;
import io.replicator.client.NodeStatus;
import io.replicator.client.Peer;
import io.replicator.client.ReplicatorClient;
import io.replicator.node.cli.CommandFailure;
import io.replicator.node.cli.ExitCode;
import io.replicator.simulator.report.Report;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Finds out which nodes listen at the URLs that a person named, before any of them is loaded. */
public final class Targets {

    private static final Duration ASK = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(50);

    private Targets() {}

    /** Either a node or why there is none. */
    private record Probe(String url, NodeStatus status, Set<String> peers, String failure) {}

    /**
     * Asks every URL who is there.
     *
     * @param patience how long nodes may take to become ready
     * @throws IllegalArgumentException if one is no URL of a node, with what is wrong with it
     * @throws CommandFailure if not all of them are ready nodes of one network, with each URL and why
     */
    public static List<Target> probe(List<String> urls, Duration patience) throws CommandFailure, InterruptedException {
        for (String url : urls) {
            ReplicatorClient.builder().node(url);
            if (!url.startsWith("http://")) {
                throw new IllegalArgumentException("'" + url + "': nodes are loaded over plain http:// only");
            }
        }
        List<Probe> probes = ask(urls, System.nanoTime() + patience.toNanos());
        List<String> failures = new ArrayList<>(probes.stream()
                .filter(probe -> !probe.failure().isEmpty())
                .map(probe -> probe.url() + ": " + probe.failure())
                .toList());
        Set<String> seen = new HashSet<>();
        for (Probe probe : probes) {
            String peer = probe.status().node();
            if (probe.failure().isEmpty() && !seen.add(peer)) {
                failures.add(probe.url() + ": the same node as another of these URLs");
            } else if (failures.isEmpty() && !probes.getFirst().peers().contains(peer)) {
                failures.add(probe.url() + ": a node of another network than "
                        + probes.getFirst().url());
            }
        }
        if (!failures.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "these nodes cannot be loaded:" + System.lineSeparator()
                            + failures.stream()
                                    .map(line -> "  " + line)
                                    .collect(Collectors.joining(System.lineSeparator()))
                            + System.lineSeparator()
                            + "Are they running? 'replicator demo' starts some; --in-process loads nodes of its own.");
        }
        return probes.stream()
                .map(probe -> new Target(
                        probe.status().url(),
                        probe.status().node(),
                        probe.status().cluster()))
                .toList();
    }

    /** Whether a node that answers says that stores can be decided now. */
    static boolean canWrite(List<Target> targets) {
        return targets.stream().anyMatch(target -> {
            try (ReplicatorClient client = client(target.url().toString())) {
                return client.clusters().stream().allMatch(Cluster::writesPossible);
            } catch (ReplicatorClient.UnavailableException e) {
                return false;
            }
        });
    }

    /**
     * The network as the first node sees it; nodes that are loaded by their names and in their order, then others by their
     * peer ids.
     */
    static List<Report.Cluster> network(List<Target> targets) {
        Map<String, String> names = targets.stream().collect(Collectors.toMap(Target::peer, Target::name));
        List<String> order = targets.stream().map(Target::peer).toList();
        Comparator<String> byPlace =
                Comparator.comparing((String peer) -> !names.containsKey(peer)).thenComparingInt(order::indexOf);
        try (ReplicatorClient client = client(targets.getFirst().url().toString())) {
            return client.clusters().stream()
                    .map(cluster -> new Report.Cluster(
                            cluster.cluster(),
                            cluster.members().stream()
                                    .sorted(byPlace)
                                    .map(peer -> names.getOrDefault(peer, peer + " (not loaded)"))
                                    .toList()))
                    .toList();
        } catch (ReplicatorClient.UnavailableException e) {
            return targets.stream()
                    .collect(Collectors.groupingBy(
                            Target::cluster, TreeMap::new, Collectors.mapping(Target::name, Collectors.toList())))
                    .entrySet()
                    .stream()
                    .map(cluster -> new Report.Cluster(cluster.getKey(), cluster.getValue()))
                    .toList();
        }
    }

    private static ReplicatorClient client(String url) {
        return ReplicatorClient.builder()
                .node(url)
                .deadline(ASK)
                .connectPatience(Duration.ZERO)
                .build();
    }

    private static List<Probe> ask(List<String> urls, long until) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Probe> probes = new ArrayList<>();
            for (Future<Probe> probe : threads.invokeAll(urls.stream()
                    .map(url -> (Callable<Probe>) () -> ask(url, until))
                    .toList())) {
                probes.add(probe.get());
            }
            return probes;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Probe ask(String url, long until) throws InterruptedException {
        try (ReplicatorClient client = client(url)) {
            NodeStatus status = client.status();
            while (!status.ready() && System.nanoTime() < until) {
                Thread.sleep(POLL);
                status = client.status();
            }
            Set<String> peers = client.peers().stream().map(Peer::id).collect(Collectors.toSet());
            return new Probe(url, status, peers, status.ready() ? "" : "is not ready: " + status.reason());
        } catch (ReplicatorClient.UnavailableException e) {
            return new Probe(
                    url,
                    new NodeStatus(URI.create(url), "", "", false, ""),
                    Set.of(),
                    withoutUrl(String.valueOf(e.getMessage())));
        }
    }

    /** The client's reasons name the node, which stands in front of them already. */
    private static String withoutUrl(String reason) {
        return reason.replaceFirst("^http://\\S+: ", "");
    }
}
