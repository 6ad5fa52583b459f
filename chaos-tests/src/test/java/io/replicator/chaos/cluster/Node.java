package io.replicator.chaos.cluster;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Volume;
import io.replicator.chaos.cluster.ChaosNetwork.Place;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.simulator.load.Target;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.output.OutputFrame.OutputType;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** One node: its container, its disk, and the links by which it dials the others. */
public final class Node implements Group {

    static final int HTTP_PORT = 8000;
    public static final int PEER_PORT = 4001;

    private static final int SECONDS_TO_STOP = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final Place place;
    private final PrivateKey identity;
    private final Disk disk;
    private final int httpPort;
    private final Map<Node, Link> links = new HashMap<>();
    private final GenericContainer<?> container;

    Node(Place place, PrivateKey identity, Disk disk, String image, Network network, int httpPort) {
        this.place = place;
        this.identity = identity;
        this.disk = disk;
        this.httpPort = httpPort;
        this.container = new GenericContainer<>(DockerImageName.parse(image))
                .withNetwork(network)
                .withNetworkAliases(place.name())
                .withExposedPorts(HTTP_PORT)
                .withEnv("REPLICATOR_JAVA_OPTS", "-Xmx128m")
                .waitingFor(new NotAtAll())
                .withCreateContainerCmdModifier(command -> {
                    command.withUser(disk.owner())
                            .withHostName(place.name())
                            .withHealthcheck(new HealthCheck().withTest(List.of("NONE")));
                    HostConfig host = command.getHostConfig();
                    if (host != null) {
                        host.withBinds(new Bind(disk.source(), new Volume(Disk.MOUNT)))
                                .withPortBindings(new PortBinding(
                                        Ports.Binding.bindIpAndPort("127.0.0.1", httpPort),
                                        ExposedPort.tcp(HTTP_PORT)));
                    }
                });
    }

    /** Readiness is asked for over HTTP, of all nodes at once. */
    private static final class NotAtAll extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {}
    }

    void linked(Node to, Link link) {
        links.put(to, link);
    }

    /** By which this node dials that one. */
    public Link linkTo(Node other) {
        Link link = links.get(other);
        if (link == null) {
            throw new IllegalArgumentException("there is no link from " + this + " to " + other);
        }
        return link;
    }

    @Override
    public List<Node> nodes() {
        return List.of(this);
    }

    /** Place among all nodes of the network, from 0. */
    public int index() {
        return place.index();
    }

    public String cluster() {
        return place.cluster();
    }

    public String peerId() {
        return identity.peerId().toString();
    }

    public Disk disk() {
        return disk;
    }

    /** For clients. */
    public Target target() {
        return new Target(URI.create("http://127.0.0.1:" + httpPort), peerId(), cluster());
    }

    PrivateKey identity() {
        return identity;
    }

    // ---- Its process.

    void create(List<String> flags) {
        container.withCommand(flags.toArray(String[]::new));
        container.start();
    }

    /** As {@code kill -9} does; one that has ended already stays so. */
    public void kill() {
        if (!isRunning()) {
            return;
        }
        docker().killContainerCmd(id()).exec();
        await().atMost(PATIENCE).until(() -> !isRunning());
    }

    /** As {@code kill} does: the node may finish what it has begun. */
    public void stop() {
        if (!isRunning()) {
            return;
        }
        docker().stopContainerCmd(id()).withTimeout(SECONDS_TO_STOP).exec();
    }

    /** Starts it again, with the disk that it has by now. */
    public void start() {
        docker().startContainerCmd(id()).exec();
    }

    /** As {@code kill -STOP} does: it does nothing any more, and its connections stay. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        docker().killContainerCmd(id()).withSignal(signal).exec();
    }

    public boolean isRunning() {
        return Boolean.TRUE.equals(state().getRunning());
    }

    /** How its process has ended. */
    public long exitCode() {
        Long code = state().getExitCodeLong();
        return code == null ? -1 : code;
    }

    private ContainerState state() {
        return docker().inspectContainerCmd(id()).exec().getState();
    }

    /** Where it listens for peers, in its own Docker network. */
    public String ownAddress() {
        return docker().inspectContainerCmd(id()).exec().getNetworkSettings().getNetworks().values().stream()
                .map(ContainerNetwork::getIpAddress)
                .findFirst()
                .orElseThrow();
    }

    /** Whether a program in the container can connect to this address. */
    public boolean canConnectTo(String host, int port) throws IOException, InterruptedException {
        return run("timeout", "3", "bash", "-c", "</dev/tcp/" + host + "/" + port) == 0;
    }

    /** Runs a command in the container; returns its exit code. */
    private int run(String... command) throws IOException, InterruptedException {
        return container.execInContainer(command).getExitCode();
    }

    /** All that it has printed and logged since it was created. */
    public String log() {
        return container.getContainerId() == null ? "" : container.getLogs(OutputType.STDOUT, OutputType.STDERR);
    }

    void remove() {
        container.stop();
    }

    private String id() {
        return container.getContainerId();
    }

    static DockerClient docker() {
        return DockerClientFactory.lazyClient();
    }

    // ---- What it says of itself.

    public boolean isReady() {
        return get("/health/ready").filter(answer -> answer.statusCode() == 200).isPresent();
    }

    /** Whether it is in contact with that node, as far as it knows. */
    public boolean sees(Node other) {
        return get("/peers")
                .filter(answer -> answer.body().contains(other.peerId()))
                .map(answer -> answer.body()
                        .substring(answer.body().indexOf("\"id\":\"" + other.peerId()))
                        .split("\"connected\":", 2)[1]
                        .startsWith("true"))
                .orElse(false);
    }

    /** Whether this node itself holds the key as committed. */
    public boolean holds(String key) {
        return get("/local/stored/" + key)
                .filter(answer -> answer.statusCode() == 200)
                .isPresent();
    }

    /** Whether this node itself has voted for some proposal of the key, and does not know the outcome. */
    public boolean hasReserved(String key) {
        return get("/local/proposed/" + key)
                .filter(answer -> answer.statusCode() == 200)
                .isPresent();
    }

    /** Asks; empty if there was no answer. */
    public Optional<HttpResponse<String>> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(target().url().resolve(path))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return Optional.of(HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .get(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return place.name();
    }
}
