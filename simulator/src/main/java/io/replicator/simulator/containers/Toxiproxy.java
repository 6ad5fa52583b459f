package io.replicator.simulator.containers;

import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The one container that is in the networks of all nodes. */
final class Toxiproxy {

    private static final String IMAGE = "ghcr.io/shopify/toxiproxy:2.12.0";
    private static final int API_PORT = 8474;
    private static final int FIRST_PORT = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ADDRESSES = "{{range $name, $network := .NetworkSettings.Networks}}"
            + "{{$name}} {{$network.IPAddress}}{{println}}{{end}}";

    private final ToxiproxyClient client;
    private final Map<String, String> addresses;
    private int proxies;

    private Toxiproxy(ToxiproxyClient client, Map<String, String> addresses) {
        this.client = client;
        this.addresses = addresses;
    }

    /**
     * Starts it.
     *
     * @param networks by their names
     */
    static Toxiproxy start(String name, List<String> networks, String label) throws InterruptedException {
        if (!Docker.hasImage(IMAGE)) {
            try {
                Docker.run("pull", "-q", IMAGE);
            } catch (ContainerFailure e) {
                throw new ContainerFailure(
                        "there is no image " + IMAGE + ", and it cannot be pulled: docker/make-toxiproxy.sh makes it",
                        e);
            }
        }
        int port = ContainerNetwork.freePort();
        List<String> words = new ArrayList<>(List.of("run", "-d", "--name", name, "--label", label));
        words.addAll(List.of("--network", networks.getFirst(), "-p", "127.0.0.1:" + port + ":" + API_PORT));
        // Toxiproxy dials one connection after the other, and closes a proxy only when it has dialled: no dial may take
        // long. The name of a node that is down is not known to Docker, which would ask other name servers in vain; and
        // a node that goes down meanwhile does not answer, which is noticed after three seconds instead of minutes.
        words.addAll(List.of("--dns", "127.0.0.1", "--dns-opt", "attempts:1", "--dns-opt", "timeout:1"));
        words.addAll(List.of("--sysctl", "net.ipv4.tcp_syn_retries=1", IMAGE));
        Docker.run(words);
        for (String network : networks.subList(1, networks.size())) {
            Docker.run("network", "connect", network, name);
        }
        ToxiproxyClient client = new ToxiproxyClient("127.0.0.1", port);
        Docker.await("an answer of Toxiproxy", PATIENCE, () -> !client.version().isEmpty());
        Map<String, String> addresses = new HashMap<>();
        Docker.run("inspect", "-f", ADDRESSES, name).lines().forEach(line -> {
            String[] pair = line.split(" ", 2);
            addresses.put(pair[0], pair[1]);
        });
        return new Toxiproxy(client, addresses);
    }

    /** Its IP address in one of the networks. */
    String addressIn(String network) {
        return Objects.requireNonNull(addresses.get(network), network);
    }

    /** A proxy that listens at a port of its own. */
    record Opened(Link link, int port) {}

    /**
     * @param upstream host and port that it connects to
     */
    Opened open(String name, String upstream) {
        int port = FIRST_PORT + proxies++;
        try {
            return new Opened(new Link(client, name, "0.0.0.0:" + port, upstream), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
