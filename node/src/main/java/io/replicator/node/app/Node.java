package io.replicator.node.app;

import io.replicator.engine.driver.Driver;
import io.replicator.engine.membership.Founding;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import io.replicator.libp2p.Libp2p;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.discovery.RendezvousDiscovery;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.kad.BootstrapResult;
import io.replicator.libp2p.kad.KadConfig;
import io.replicator.libp2p.kad.KademliaDht;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.pnet.PreSharedKey;
import io.replicator.node.cli.CommandFailure;
import io.replicator.node.cli.ExitCode;
import io.replicator.node.config.ConfigException;
import io.replicator.node.config.ConfigReader;
import io.replicator.node.config.NodeConfig;
import io.replicator.node.config.Setting;
import io.replicator.node.config.Settings;
import io.replicator.node.discovery.AddressBook;
import io.replicator.node.discovery.Connector;
import io.replicator.node.discovery.PeerAddresses;
import io.replicator.node.discovery.PeerFinder;
import io.replicator.node.http.HttpServer;
import io.replicator.node.http.HttpSettings;
import io.replicator.node.http.HttpSettings.Answers;
import io.replicator.node.http.HttpSettings.Stores;
import io.replicator.node.metrics.NodeMetrics;
import io.replicator.node.replica.EngineThread;
import io.replicator.node.replica.LocalReplica;
import io.replicator.node.replica.Replica;
import io.replicator.node.storage.DataFolder;
import io.replicator.node.storage.DataFolderException;
import io.replicator.node.storage.JournalListener;
import io.replicator.node.storage.RocksJournal;
import io.replicator.node.transport.SessionTransport;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole node: puts the parts together, starts them from the disk upwards, and stops them in the opposite order.
 *
 * <pre>
 * HTTP -> replica -> engine's thread -> driver -> journal -> RocksDB
 *                                             -> transport -> libp2p
 * </pre>
 *
 * <p>Usable as a library: several nodes can live in one JVM, each with a data folder of its own. What they share is the
 * fate of the process: a node that must not go on, because a write failed or an assertion of the protocol broke, halts
 * the whole JVM with exit code 1, at once and without shutdown hooks, as it would halt its own process (the log says why).
 * Logging is the process's too, see {@link Logging}.
 */
public final class Node implements AutoCloseable {

    /** Prefix of the DHT's libp2p protocol id: a DHT of its own, of nodes of any network. */
    static final String DHT_PREFIX = "/replicator";
    /**
     * One part in so many of the heap may be values that clients wait for. A value in flight is in memory several times:
     * as it came, on its way to each peer, and at each voter, which takes in what all others have in flight.
     */
    private static final int HEAP_SHARE_IN_FLIGHT = 32;
    /** One part in so many of the heap may be answers that clients have not read yet. */
    private static final int HEAP_SHARE_OF_ANSWERS = 8;

    /** How long the peers to join are tried: nodes that are started together need not start in order. */
    public static final Duration BOOTSTRAP_PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private interface Step {
        void run() throws Exception;
    }

    private final NodeConfig config;
    private final PrintWriter out;
    /** How to stop what has been started, the latest first. */
    private final Deque<Step> stops = new ArrayDeque<>();

    private @Nullable LocalReplica replica;
    private @Nullable URI httpUrl;
    private List<String> addresses = List.of();
    private Optional<PreSharedKey> swarmKey = Optional.empty();

    private Node(NodeConfig config, PrintWriter out) {
        this.config = config;
        this.out = out;
    }

    /**
     * The configuration that these flags of {@code replicator node} stand for; all others have their defaults, and
     * neither the environment nor a file is looked at.
     *
     * @throws ConfigException with every mistake
     */
    public static NodeConfig configure(Map<Setting, List<String>> flags) throws ConfigException {
        return ConfigReader.read(Settings.collect(flags, Map.of(), Optional.empty()), Addresses::mistakeIn);
    }

    /**
     * Starts a node; returns once it serves, which may be before it is ready ({@code /health/ready} tells). Waits up to
     * {@link #BOOTSTRAP_PATIENCE} for the peers to join.
     *
     * @param out for what people are to read: addresses, data folder, who is there
     * @throws CommandFailure with the exit code and the reason, when the node cannot run; nothing is left running then
     */
    public static Node start(NodeConfig config, PrintWriter out) throws CommandFailure, InterruptedException {
        Node node = new Node(config, out);
        try {
            node.start();
            return node;
        } catch (CommandFailure | InterruptedException e) {
            node.close();
            throw e;
        } catch (DataFolderException e) {
            node.close();
            throw new CommandFailure(ExitCode.DATA_REFUSED, String.valueOf(e.getMessage()), e);
        } catch (IOException | RuntimeException e) {
            node.close();
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    /** Where it serves HTTP, without a path. */
    public URI httpUrl() {
        return Objects.requireNonNull(httpUrl, "the node has not started");
    }

    /** The multiaddresses that others can join it by, each with its {@code /p2p/} part. */
    public List<String> addresses() {
        return addresses;
    }

    private void start() throws CommandFailure, DataFolderException, IOException, InterruptedException {
        swarmKey = config.swarmKey().map(SwarmKeyFile::read);
        config.swarmKey().ifPresent(SwarmKeyFile::warnIfPublic);
        if (swarmKey.isEmpty() && Libp2p.isPrivateNetworkForced()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "LIBP2P_FORCE_PNET=1 in the environment forbids public networks: add --swarm-key <file>");
        }
        ClusterId cluster = new ClusterId(config.clusterId());
        SecureRandom secureRandom = new SecureRandom();
        DataFolder folder = openFolder(cluster, secureRandom);
        stops.push(folder::close);

        NodeMetrics metrics = new NodeMetrics();
        EngineLink link = new EngineLink(metrics);
        RocksJournal journal = RocksJournal.open(folder, link);
        stops.push(journal::close);

        PeerAddresses overrides = new PeerAddresses(config.peerAddresses(), config.peerAddressFile());
        Host host = startHost(folder, overrides);
        stops.push(host::close);
        SessionTransport transport = new SessionTransport(host, config.protocolId());

        Driver driver = new Driver(
                new io.replicator.engine.model.PeerId(host.peerId().toString()),
                cluster,
                new io.replicator.engine.driver.Settings(foundingPlan()),
                journal,
                transport,
                new JdkRandom(secureRandom.nextLong()),
                new MeteredProbe(metrics),
                EngineThread.nowMicros());
        EngineThread engine = new EngineThread(driver, FatalErrors::end);
        LocalReplica started =
                new LocalReplica(driver, engine, journal, journal::isBehind, node -> addresses(host, overrides, node));
        replica = started;
        link.connect(driver, engine, transport);
        AddressBook book = new AddressBook(folder.path().resolve("addresses"));
        Connector connector = new Connector(host, transport, book, peer -> isVoter(started, peer));
        transport.start(driver, engine, journal::isBehind, started::publish);
        engine.start();
        stops.push(engine::close);
        Publisher publisher = new Publisher(engine, started);
        stops.push(publisher::close);

        watch(metrics, host, driver, journal);
        HttpServer http = new HttpServer(started, metrics, httpSettings());
        int port = startHttp(http);
        stops.push(http::stop);

        String shown = config.httpHost().contains(":") ? "[" + config.httpHost() + "]" : config.httpHost();
        httpUrl = URI.create("http://" + shown + ":" + port);
        addresses = host.announcedAddresses().stream()
                .map(address -> address + "/p2p/" + host.peerId())
                .toList();
        greet(host, folder, driver);
        stops.push(connector::close);
        joinNetwork(host, connector, started);
    }

    // ---- The parts.

    private HttpSettings httpSettings() {
        Stores stores = Stores.DEFAULT;
        Answers answers = Answers.DEFAULT;
        return HttpSettings.DEFAULTS
                .withStores(stores.withBytes(
                        config.maxValueBytes(), heapShare(HEAP_SHARE_IN_FLIGHT, stores.maxBytesInFlight())))
                .withAnswers(new Answers(heapShare(HEAP_SHARE_OF_ANSWERS, answers.maxBytes()), answers.leastReadRate()))
                .withRequestTimeout(config.requestTimeout());
    }

    private DataFolder openFolder(ClusterId cluster, SecureRandom random) throws DataFolderException {
        Optional<Path> named = config.data();
        if (named.isPresent()) {
            return DataFolder.open(named.get(), cluster, () -> newIdentity(random));
        }
        for (int n = 1; ; n++) {
            Path path = Path.of("data", cluster.text(), Integer.toString(n));
            try {
                return DataFolder.open(path, cluster, () -> newIdentity(random));
            } catch (DataFolderException e) {
                if (e.reason() != DataFolderException.Reason.LOCKED) {
                    throw e;
                }
            }
        }
    }

    private static byte[] newIdentity(SecureRandom random) {
        return PrivateKey.generateEd25519(random).encode();
    }

    /** Listens; on the port of the last time where none is named, since others remember it. */
    private Host startHost(DataFolder folder, PeerAddresses overrides) throws CommandFailure, IOException {
        List<Multiaddr> wanted = config.listen().stream().map(Multiaddr::parse).toList();
        List<Multiaddr> again = new ArrayList<>(wanted);
        if (folder.listenPort().isPresent() && again.getFirst().toString().endsWith("/tcp/0")) {
            String first = again.getFirst().toString();
            again.set(
                    0,
                    Multiaddr.parse(first.substring(0, first.length() - 1)
                            + folder.listenPort().getAsInt()));
        }
        Host host;
        try {
            host = buildHost(folder, again, overrides);
        } catch (IOException e) {
            if (again.equals(wanted)) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        e.getMessage() + ": choose another address with -listen; port 0 stands for a free one",
                        e);
            }
            LOG.warn("the libp2p port of the last time is taken by another: a new one is chosen and announced");
            host = buildHost(folder, wanted, overrides);
        }
        OptionalInt port = host.listenAddresses().getFirst().port();
        if (port.isPresent()) {
            folder.rememberListenPort(port.getAsInt());
        }
        return host;
    }

    private Host buildHost(DataFolder folder, List<Multiaddr> listen, PeerAddresses overrides) throws IOException {
        Libp2p.Builder builder = Libp2p.builder(PrivateKey.decode(folder.identity()))
                .announce(config.announce().stream().map(Multiaddr::parse).toList())
                .addressOverrides(overrides)
                .agentVersion("replicator/"
                        + Objects.requireNonNullElse(Node.class.getPackage().getImplementationVersion(), "unpackaged"));
        swarmKey.ifPresent(builder::privateNetwork);
        listen.forEach(builder::listen);
        return builder.start();
    }

    private Founding.Plan foundingPlan() {
        SortedMap<ClusterId, Integer> expected = new TreeMap<>();
        config.expect().forEach((cluster, count) -> expected.put(new ClusterId(cluster), count));
        return new Founding.Plan(
                config.isFounder(), expected, config.genesisSettle().toNanos() / 1000);
    }

    private static int heapShare(int oneIn, int most) {
        return (int) Math.min(Runtime.getRuntime().maxMemory() / oneIn, most);
    }

    private int startHttp(HttpServer http) throws CommandFailure {
        try {
            return http.start(config.httpHost(), config.httpPort().orElse(0));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    e.getMessage() + ": choose another port with -http, leave -http out for a free one,"
                            + " or name an address of this machine with --http-host",
                    e);
        }
    }

    private static void watch(NodeMetrics metrics, Host host, Driver driver, RocksJournal journal) {
        metrics.watch(NodeMetrics.Level.CONNECTIONS, () -> host.metrics().openConnections());
        metrics.watch(NodeMetrics.Level.STREAMS, () -> host.metrics().openStreams());
        metrics.watch(NodeMetrics.Level.STREAM_BYTES, () -> host.metrics().heldBytes());
        metrics.watch(NodeMetrics.Level.PENDING, driver::openKeys);
        metrics.watch(NodeMetrics.Level.JOURNAL_BACKLOG, journal::backlogBytes);
        metrics.watch(
                NodeMetrics.Total.REFUSED_CONNECTIONS, () -> host.metrics().refusedConnections());
        metrics.watch(
                NodeMetrics.Total.TRIMMED_CONNECTIONS, () -> host.metrics().trimmedConnections());
        metrics.watch(NodeMetrics.Total.FAILED_HANDSHAKES, () -> host.metrics().failedHandshakes());
        metrics.watch(NodeMetrics.Total.REFUSED_STREAMS, () -> host.metrics().refusedStreams());
        metrics.watch(NodeMetrics.Total.OVERLOADED_STREAMS, () -> host.metrics().overloadedStreams());
        metrics.watch(NodeMetrics.Total.RESET_STREAMS, () -> host.metrics().resetStreams());
    }

    /** Where a node is dialled: for this one, where others dial it. */
    private static List<String> addresses(Host host, PeerAddresses overrides, NodeId node) {
        if (node.peer().text().equals(host.peerId().toString())) {
            return host.announcedAddresses().stream().map(Multiaddr::toString).toList();
        }
        PeerId peer = PeerId.parse(node.peer().text());
        List<Multiaddr> only = overrides.of(peer);
        return (only.isEmpty() ? host.peerStore().addresses(peer) : only)
                .stream().map(Multiaddr::toString).toList();
    }

    // ---- The network.

    private void joinNetwork(Host host, Connector connector, LocalReplica started)
            throws CommandFailure, InterruptedException {
        KademliaDht dht = new KademliaDht(host, KadConfig.server(DHT_PREFIX));
        dht.start();
        stops.push(dht::close);
        RendezvousDiscovery discovery = new RendezvousDiscovery(host, dht);
        List<Multiaddr> contacts = new ArrayList<>();
        config.bootstrap().forEach(address -> contacts.add(Multiaddr.parse(address)));
        config.peers().forEach(address -> contacts.add(Multiaddr.parse(address)));
        PeerFinder finder = new PeerFinder(
                dht,
                discovery,
                connector,
                config.rendezvous(),
                contacts,
                () -> Optional.ofNullable(started.identity().network()),
                () -> isComplete(started));
        connector.start();
        boolean member = started.identity().network() != null;
        if (!member && !contacts.isEmpty()) {
            BootstrapResult result = finder.bootstrap(BOOTSTRAP_PATIENCE);
            if (!result.succeeded()) {
                throw new CommandFailure(ExitCode.BOOTSTRAP_FAILED, bootstrapFailure(result));
            }
        }
        finder.start();
        stops.push(finder::close);
    }

    private static boolean isComplete(Replica replica) {
        return replica.readiness().ready() && replica.peers().stream().allMatch(Replica.Peer::connected);
    }

    private static boolean isVoter(Replica replica, PeerId peer) {
        String text = peer.toString();
        return replica.peers().stream()
                .anyMatch(known -> known.role() == Replica.Role.VOTER
                        && known.node().peer().text().equals(text));
    }

    private String bootstrapFailure(BootstrapResult result) {
        StringBuilder text = new StringBuilder("none of the peers to join could be reached:");
        for (Map.Entry<Multiaddr, Throwable> failure : result.failures().entrySet()) {
            Throwable cause = failure.getValue() instanceof ExecutionException wrapped && wrapped.getCause() != null
                    ? wrapped.getCause()
                    : failure.getValue();
            text.append(System.lineSeparator())
                    .append("  ")
                    .append(failure.getKey())
                    .append(": ")
                    .append(cause.getMessage());
        }
        text.append(System.lineSeparator())
                .append("check that the peer runs and that the address, a /p2p/ part included, is the one it printed");
        swarmKey.ifPresent(key -> text.append(", and that it printed the fingerprint of this node's key: ")
                .append(key.fingerprint()));
        return text.toString();
    }

    // ---- What people see.

    private void greet(Host host, DataFolder folder, Driver driver) {
        out.println("Host ID: " + host.peerId());
        out.println("Connect to me on:");
        addresses.forEach(address -> out.println("  " + address));
        swarmKey.ifPresent(key -> out.println("Private network: key with fingerprint " + key.fingerprint()));
        out.println("HTTP: " + httpUrl);
        NetworkId network = driver.standing().network();
        out.println("Data: " + folder.path() + " ("
                + (folder.isNew() ? "new" : "resumed" + (network == null ? "" : ", network " + network.shortText()))
                + ")");
        if (network == null) {
            out.println("Waiting until 3 peers are discovered");
        }
        out.flush();
        if (!config.httpHost().equals("127.0.0.1")
                && !config.httpHost().equals("localhost")
                && !config.httpHost().equals("::1")) {
            LOG.warn(
                    "HTTP is served on {}: whoever reaches it may store and read, there is no authentication yet",
                    config.httpHost());
        }
    }

    /** Turns new work away, finishes what is in flight, and stops every part. */
    @Override
    public void close() {
        if (replica != null) {
            replica.stopAccepting();
        }
        for (Step stop = stops.poll(); stop != null; stop = stops.poll()) {
            try {
                stop.run();
            } catch (Exception e) {
                LOG.warn("a part of the node did not stop cleanly", e);
            }
        }
    }

    /** Carries what the journal says to the engine's thread, once there is one. */
    private static final class EngineLink implements JournalListener {
        private final NodeMetrics metrics;
        private volatile @Nullable Connected connected;

        /** Who hears of it, all at the same moment. */
        private record Connected(Driver driver, EngineThread engine, SessionTransport transport) {}

        EngineLink(NodeMetrics metrics) {
            this.metrics = metrics;
        }

        void connect(Driver driver, EngineThread engine, SessionTransport transport) {
            connected = new Connected(driver, engine, transport);
        }

        @Override
        public void journaled(long written, long synced) {
            Connected to = connected;
            if (to != null) {
                to.engine.execute(() -> {
                    to.driver.journaled(written, synced);
                    to.transport.resume();
                });
            }
        }

        @Override
        public void failed(Throwable cause) {
            FatalErrors.end(cause);
        }

        @Override
        public void synced(int entries, long nanos) {
            metrics.synced(entries, nanos);
            metrics.took(NodeMetrics.Phase.SYNC, nanos);
        }
    }
}
