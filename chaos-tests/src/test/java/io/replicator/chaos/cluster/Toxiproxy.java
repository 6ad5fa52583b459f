package io.replicator.chaos.cluster;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** The one container that is in the networks of all nodes. */
final class Toxiproxy implements AutoCloseable {

    private static final int API_PORT = 8474;
    private static final int FIRST_PORT = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final GenericContainer<?> container;
    private final ToxiproxyClient client;
    private int proxies;

    Toxiproxy(String image, List<Network> networks) {
        // Docker moves the published ports when a container comes into a further network; a free choice would change
        // then.
        int apiPort = ChaosNetwork.freePort();
        this.container = new GenericContainer<>(DockerImageName.parse(image))
                .withNetwork(networks.getFirst())
                .withExposedPorts(API_PORT)
                .waitingFor(Wait.forLogMessage(".*(Starting|Listening).*", 1))
                .withCreateContainerCmdModifier(command -> {
                    HostConfig host = command.getHostConfig();
                    if (host != null) {
                        host.withPortBindings(new PortBinding(
                                Ports.Binding.bindIpAndPort("127.0.0.1", apiPort), ExposedPort.tcp(API_PORT)));
                    }
                });
        container.start();
        for (Network network : networks.subList(1, networks.size())) {
            Node.docker()
                    .connectToNetworkCmd()
                    .withContainerId(container.getContainerId())
                    .withNetworkId(network.getId())
                    .exec();
        }
        this.client = new ToxiproxyClient("127.0.0.1", apiPort);
        await("Toxiproxy")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> !client.version().isEmpty());
    }

    /** Its IP address in each of the networks, in their order. */
    List<String> addresses(List<Network> networks) {
        Map<String, ContainerNetwork> connected = Node.docker()
                .inspectContainerCmd(container.getContainerId())
                .exec()
                .getNetworkSettings()
                .getNetworks();
        List<String> addresses = new ArrayList<>();
        for (Network network : networks) {
            addresses.add(connected.values().stream()
                    .filter(one -> network.getId().equals(one.getNetworkID()))
                    .map(ContainerNetwork::getIpAddress)
                    .findFirst()
                    .orElseThrow());
        }
        return addresses;
    }

    /** A proxy that listens at a port of its own. */
    record Opened(Link link, int port) {}

    /**
     * @param upstream host and port that it connects to
     */
    Opened open(String name, String upstream) {
        int port = FIRST_PORT + proxies++;
        try {
            return new Opened(new Link(client.createProxy(name, "0.0.0.0:" + port, upstream)), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String log() {
        return container.getLogs();
    }

    @Override
    public void close() {
        container.stop();
    }
}
