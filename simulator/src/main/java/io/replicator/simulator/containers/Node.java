package io.replicator.simulator.containers;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.node.cli.ExitCode;
import io.replicator.simulator.load.Target;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One node: its container, its disk, and the links by which it dials the others. */
public final class Node implements Group {

    /** Where a node stands. */
    record Place(String name, String cluster, int index) {}

    static final int HTTP_PORT = 8000;
    public static final int PEER_PORT = 4001;

    private static final int SECONDS_TO_STOP = 30;
    private static final int SECONDS_TO_ANSWER = 10;
    private static final Pattern CONNECTED = Pattern.compile("\"id\":\"([^\"]+)\"[^{}]*\"connected\":true");
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final Place place;
    private final PrivateKey identity;
    private final Disk disk;
    private final ContainerNetwork.Shape shape;
    private final String network;
    private final String label;
    private final int httpPort;
    private final Map<Node, Link> links = new HashMap<>();
    /** Ends of its process that nobody brought about, in words for people. */
    private final List<String> unforeseen = new ArrayList<>();

    /** Whether its process was started, and nothing was done since that may end it. */
    private boolean mustRun;

    /**
     * @param network the Docker network that it shares with Toxiproxy; its container has the same name
     */
    Node(
            Place place,
            PrivateKey identity,
            Disk disk,
            ContainerNetwork.Shape shape,
            String network,
            String label,
            int httpPort) {
        this.place = place;
        this.identity = identity;
        this.disk = disk;
        this.shape = shape;
        this.network = network;
        this.label = label;
        this.httpPort = httpPort;
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
        return new Target(URI.create("http://127.0.0.1:" + httpPort), peerId(), cluster(), place.name());
    }

    // ---- Its process.

    /**
     * @param furtherNetworks in which it is besides its own
     */
    void create(List<String> flags, List<String> furtherNetworks) {
        List<String> words = new ArrayList<>(List.of("create", "--name", network, "--label", label));
        words.addAll(List.of("--network", network, "--network-alias", place.name(), "--hostname", place.name()));
        words.addAll(List.of("-p", "127.0.0.1:" + httpPort + ":" + HTTP_PORT));
        words.addAll(List.of("--user", disk.owner(), "-v", disk.source() + ":" + Disk.MOUNT, "--no-healthcheck"));
        words.addAll(List.of("-e", "REPLICATOR_JAVA_OPTS=" + shape.javaOptions(), shape.image()));
        words.addAll(flags);
        Docker.run(words);
        furtherNetworks.forEach(further -> Docker.run("network", "connect", further, network));
        start();
    }

    /** As {@code kill -9} does; one that has ended already stays so. */
    public void kill() throws InterruptedException {
        mayEnd();
        signal("KILL");
        Docker.await("the end of " + this, Duration.ofSeconds(SECONDS_TO_STOP), () -> !isRunning());
    }

    /** As {@code kill} does: the node may finish what it has begun. */
    public void stop() {
        mayEnd();
        if (isRunning()) {
            Docker.run("stop", "-t", Integer.toString(SECONDS_TO_STOP), network);
        }
    }

    /** Starts it again, with the disk that it has by now. */
    public synchronized void start() {
        noteUnforeseenEnd();
        Docker.run("start", network);
        mustRun = true;
    }

    /** From now on until it is started again its process may end, also by itself, and nobody wonders. */
    public synchronized void mayEnd() {
        noteUnforeseenEnd();
        mustRun = false;
    }

    /** A node without a membership that finds nobody to join is right to end: it may be cut off. */
    private void noteUnforeseenEnd() {
        if (mustRun && !isRunning()) {
            mustRun = false;
            int code = exitCode();
            if (code != ExitCode.BOOTSTRAP_FAILED) {
                unforeseen.add(this + " has ended by itself, with exit code " + code);
            }
        }
    }

    /** Ends of its process that nobody brought about, in words for people; each is told once. */
    synchronized List<String> unforeseenEnds() {
        // To ask the node costs less than to ask Docker.
        if (!isAlive()) {
            noteUnforeseenEnd();
        }
        List<String> told = List.copyOf(unforeseen);
        unforeseen.clear();
        return told;
    }

    /** As {@code kill -STOP} does: it does nothing any more, and its connections stay. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    /** Nothing becomes of it if the node has ended, as it does by itself when its disk is full: at any moment. */
    private void signal(String name) {
        try {
            Docker.run("kill", "-s", name, network);
        } catch (ContainerFailure e) {
            if (isRunning()) {
                throw e;
            }
        }
    }

    public boolean isRunning() {
        return inspect("{{.State.Running}}").equals("true");
    }

    /** How its process has ended. */
    public int exitCode() {
        return Integer.parseInt(inspect("{{.State.ExitCode}}"));
    }

    /** Where it listens for peers, in its own Docker network. */
    public String ownAddress() {
        return inspect("{{(index .NetworkSettings.Networks \"" + network + "\").IPAddress}}");
    }

    private String inspect(String format) {
        return Docker.run("inspect", "-f", format, network);
    }

    /** Whether a program in the container can connect to this address. */
    public boolean canConnectTo(String host, int port) {
        return Docker.exec(network, "timeout", "3", "bash", "-c", "</dev/tcp/" + host + "/" + port) == 0;
    }

    /** All that it has printed and logged since it was created. */
    public String log() {
        try {
            return Docker.run("logs", network);
        } catch (ContainerFailure e) {
            return String.valueOf(e.getMessage());
        }
    }

    // ---- What it says of itself.

    public boolean isReady() {
        return get("/health/ready").filter(answer -> answer.statusCode() == 200).isPresent();
    }

    public boolean isAlive() {
        return get("/health/live").isPresent();
    }

    /** Whether it is in contact with that node, as far as it knows. */
    public boolean sees(Node other) {
        return contacts().contains(other.peerId());
    }

    /** The ids of the nodes that it is in contact with, as far as it knows. */
    Set<String> contacts() {
        return get("/peers").stream()
                .flatMap(answer -> CONNECTED.matcher(answer.body()).results())
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
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
                .timeout(Duration.ofSeconds(SECONDS_TO_ANSWER))
                .build();
        try {
            // The timeout of the request ends with the answer's headers.
            return Optional.of(HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .get(SECONDS_TO_ANSWER, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return place.name();
    }
}
