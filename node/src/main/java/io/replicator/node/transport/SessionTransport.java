package io.replicator.node.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.replicator.engine.driver.Driver;
import io.replicator.engine.membership.Admission;
import io.replicator.engine.message.Message;
import io.replicator.engine.message.Message.Hello;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.port.Transport;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.tcp.TcpConfig;
import io.replicator.node.replica.EngineThread;
import io.replicator.node.wire.Batch;
import io.replicator.node.wire.FrameEncoder;
import io.replicator.node.wire.WireFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The engine's transport over libp2p. Each session is one stream; it is opened by a Hello each way, which binds it to the
 * other node's identity and network. Two nodes may have more than one session, since both may dial: the oldest carries
 * what is sent, and all are heard. What a turn says to one node leaves as one write, or in pieces if it is much.
 *
 * <p>Apart from {@link #open} and the callbacks of streams, all of it belongs to the engine's thread.
 */
public final class SessionTransport implements Transport, Session.Listener {

    /** Version of the protocol that stands in its libp2p id. */
    public static final String VERSION = "1.0.0";
    /**
     * Bytes that may wait for one peer; what would come on top is dropped, which the protocol heals. Less than what would
     * reset the stream. Where the host has little memory for its streams, {@link #hasRoom} leaves less.
     */
    static final long MAX_PENDING_BYTES = 60 << 20;
    /** So many bytes leave before the end of a turn; a longer message travels by itself. */
    static final long PIECE_BYTES = 1 << 20;
    /** Sessions with one peer; more are refused. */
    static final int MAX_SESSIONS_PER_PEER = 4;
    /** Refused peers whose reasons are remembered; of more, the earliest are forgotten, and told of once more. */
    static final int MAX_REFUSALS = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(SessionTransport.class);
    private static final NetworkId NO_NETWORK = new NetworkId(Hash256.ZERO);

    private final Host host;
    private final String protocol;
    /** Bytes that all streams may hold together before the host resets some. */
    private final long streamBytes;

    private final FrameEncoder encoder = new FrameEncoder(ByteBufAllocator.DEFAULT);
    private final Map<NodeId, Peer> peers = new HashMap<>();
    /** To whom this turn says anything, in order. */
    private final Set<Peer> dirty = new LinkedHashSet<>();
    /** Why the host keeps connections with nodes of the own network, however many others there are. */
    private static final String PROTECTION = "session";

    private final Admission admission = new Admission();
    private final AtomicLong dropped = new AtomicLong();
    private @Nullable Driver driver;
    private @Nullable EngineThread engine;
    private BooleanSupplier overloaded = () -> false;
    private Runnable onChange = () -> {};
    /** Why a peer was refused last. */
    private final Map<PeerId, String> refusals = new LinkedHashMap<>();
    /** Bytes that the engine is done with, but whose sessions are not to bring more yet. */
    private final Map<Session, Long> heldBack = new HashMap<>();
    /** What was last said in a Hello; a change is told to every session. */
    private @Nullable Hello said;

    /** A node with at least one session. */
    private static final class Peer {
        final List<Session> sessions = new ArrayList<>(1);
        /** What this turn says and has not left yet. */
        final Batch outgoing = new Batch();

        /** Bytes that wait in the stream that carries what is sent. */
        long pendingBytes() {
            return sessions.isEmpty() ? 0 : sessions.getFirst().stream.pendingBytes();
        }
    }

    /**
     * A transport over a host with the usual limits.
     *
     * @param protocolPrefix as {@code -protocolid} gives it; the version follows it
     */
    public SessionTransport(Host host, String protocolPrefix) {
        this(host, protocolPrefix, TcpConfig.StreamLimits.DEFAULT.bytes());
    }

    /**
     * @param streamBytes that all streams of the host may hold together
     */
    SessionTransport(Host host, String protocolPrefix, long streamBytes) {
        this.host = host;
        this.streamBytes = streamBytes;
        this.protocol = protocolPrefix + "/" + VERSION;
    }

    /**
     * Begins to serve sessions.
     *
     * @param overloaded whether peers are not to bring any more for now, asked on the engine's thread: sessions are paused
     *     then until {@link #resume} finds that it is over
     * @param onChange is called on the engine's thread when a session came or went
     */
    public void start(Driver driver, EngineThread engine, BooleanSupplier overloaded, Runnable onChange) {
        this.driver = driver;
        this.engine = engine;
        this.overloaded = overloaded;
        this.onChange = onChange;
        host.addHandler(protocol, this::begin);
    }

    /** The libp2p id of the replication protocol. */
    public String protocol() {
        return protocol;
    }

    /** Messages that were dropped because no session or no room was there. */
    public long dropped() {
        return dropped.get();
    }

    /**
     * Opens a session to a peer; any thread.
     *
     * @return fails as {@link Connection#openStream} does
     */
    public CompletableFuture<Opened> open(PeerId peer) {
        return host.openStream(peer, List.of(protocol)).thenApply(stream -> {
            begin(stream);
            return new Opened(stream);
        });
    }

    /** A session that this node has opened. */
    public static final class Opened {
        private final Stream stream;

        private Opened(Stream stream) {
            this.stream = stream;
        }

        /** Waits until the session is over, however it ends. */
        public void awaitEnd() throws InterruptedException {
            CountDownLatch over = new CountDownLatch(1);
            var _ = stream.closed().whenComplete((_, _) -> over.countDown());
            over.await();
        }
    }

    private void begin(Stream stream) {
        Session session = new Session(stream, EngineThread.nowMicros());
        // In this order: once the other side's Hello is in, the engine may send, and ours must be the first frame.
        execute(() -> sendHello(session));
        session.receive(this);
    }

    // ---- What sessions bring, on their event loops.

    @Override
    public void hello(Session session, Hello hello, long bytes) {
        execute(() -> {
            onHello(session, hello);
            handled(session, bytes);
        });
    }

    @Override
    public void messages(Session session, NetworkId network, List<Message> messages, long bytes) {
        execute(() -> {
            onMessages(session, network, messages);
            handled(session, bytes);
        });
    }

    @Override
    public void refused(Session session, String why) {
        execute(() -> refuse(session, why));
    }

    @Override
    public void broken(Session session, String why) {
        execute(() -> onBroken(session, why));
    }

    private void execute(Runnable task) {
        EngineThread running = engine;
        if (running != null) {
            running.execute(task);
        }
    }

    // ---- The engine's thread.

    private Driver driver() {
        if (driver == null) {
            throw new IllegalStateException("the transport has not been started");
        }
        return driver;
    }

    @Override
    public void send(NodeId to, Message message) {
        Peer peer = peers.get(to);
        if (peer == null) {
            dropped.incrementAndGet();
            return;
        }
        long size = encoder.size(message);
        if (peer.outgoing.bytes() + size > PIECE_BYTES) {
            leave(peer);
        }
        if (peer.outgoing.isEmpty()) {
            dirty.add(peer);
        }
        peer.outgoing.add(message, size);
    }

    @Override
    public void flush() {
        tellChanges();
        dirty.forEach(this::leave);
        dirty.clear();
    }

    /** Sends what waits for this peer, or drops it if there is no room. */
    private void leave(Peer peer) {
        Batch batch = peer.outgoing;
        if (batch.isEmpty() || peer.sessions.isEmpty()) {
            batch.clear();
            return;
        }
        if (hasRoom(peer, batch.bytes())) {
            NetworkId network = driver().standing().network();
            write(peer.sessions.getFirst().stream, encoder.encode(network == null ? NO_NETWORK : network, batch));
        } else {
            dropped.addAndGet(batch.count());
        }
        batch.clear();
    }

    /**
     * Whether a peer may have so many more bytes waiting for it. All peers together have half of what the host's streams may
     * hold; beyond that, each has its fair part of as much again, so that peers that take nothing leave room for the others,
     * and the host resets no stream.
     */
    private boolean hasRoom(Peer peer, long bytes) {
        long pending = peer.pendingBytes() + bytes;
        if (pending > MAX_PENDING_BYTES) {
            return false;
        }
        return pending <= streamBytes / 2 / peers.size() || fitsBesideAll(bytes);
    }

    /** Whether so many more bytes may wait for all peers together: what is too long for that goes when nothing waits. */
    private boolean fitsBesideAll(long bytes) {
        long waiting = pendingBytes();
        return waiting == 0 || waiting + bytes <= streamBytes / 2;
    }

    /** Bytes that wait for all peers. */
    private long pendingBytes() {
        return peers.values().stream().mapToLong(Peer::pendingBytes).sum();
    }

    /** A stream that fails to take bytes ends, and says so to its receiver. */
    private static void write(Stream stream, ByteBuf bytes) {
        var _ = stream.write(bytes);
    }

    private void sendHello(Session session) {
        write(session.stream, encoder.encodeHello(driver().hello(WireFormat.VERSION)));
    }

    /** When this node has joined a network or learnt of an epoch, every session hears of it. */
    private void tellChanges() {
        Hello now = driver().hello(WireFormat.VERSION);
        if (said != null && !now.equals(said)) {
            peers.values().forEach(peer -> peer.sessions.forEach(this::sendHello));
            onChange.run();
        }
        said = now;
    }

    private void onHello(Session session, Hello hello) {
        if (session.closed) {
            return;
        }
        String refusal = refusal(session, hello);
        if (refusal != null) {
            refuse(session, refusal);
            return;
        }
        refusals.remove(session.stream.connection().remotePeer());
        boolean first = session.hello == null;
        session.hello = hello;
        Peer peer = peers.computeIfAbsent(hello.node(), _ -> new Peer());
        replaceSessionsBefore(hello, peer);
        if (first) {
            if (peer.sessions.size() >= MAX_SESSIONS_PER_PEER) {
                session.stream.reset();
                return;
            }
            peer.sessions.add(session);
            host.protect(session.stream.connection().remotePeer(), PROTECTION);
            LOG.debug("session with {} open", hello.node());
        }
        driver().sessionOpened(hello, first ? EngineThread.nowMicros() - session.openedAt : 0);
        onChange.run();
    }

    /** A refused peer comes again and again: the same reason is news only once. */
    private void refuse(Session session, String why) {
        PeerId peer = session.stream.connection().remotePeer();
        boolean known = why.equals(refusals.put(peer, why));
        LOG.atLevel(known ? Level.DEBUG : Level.WARN).log("session with {} refused: {}", peer, why);
        if (refusals.size() > MAX_REFUSALS) {
            refusals.remove(refusals.keySet().iterator().next());
        }
        end(session);
        session.stream.reset();
    }

    /** A peer that has started again is not behind its old sessions any more, even if nobody has told their end yet. */
    private void replaceSessionsBefore(Hello hello, Peer peer) {
        for (Session session : List.copyOf(peer.sessions)) {
            Hello before = session.hello;
            if (before != null && before.boot() < hello.boot()) {
                peer.sessions.remove(session);
                session.closed = true;
                session.stream.reset();
            }
        }
    }

    private @Nullable String refusal(Session session, Hello hello) {
        if (!hello.node()
                .peer()
                .text()
                .equals(session.stream.connection().remotePeer().toString())) {
            return "it calls itself " + hello.node().peer();
        }
        Hello before = session.hello;
        if (before != null && !before.node().equals(hello.node())) {
            return "it changed its identity";
        }
        return admission.refusal(driver().standing(), hello);
    }

    private void onMessages(Session session, NetworkId network, List<Message> messages) {
        Hello hello = session.hello;
        if (session.closed || hello == null) {
            return;
        }
        boolean sameNetwork = network.equals(driver().standing().network());
        for (Message message : messages) {
            if (sameNetwork || isAboutMembership(message)) {
                driver().received(hello.node(), message);
            }
        }
    }

    /** During an overload every session is paused by its next frame, a new one by its Hello. */
    private void handled(Session session, long bytes) {
        if (overloaded.getAsBoolean() && !session.closed) {
            long held = heldBack.containsKey(session) ? bytes : bytes + session.hold();
            heldBack.merge(session, held, Long::sum);
        } else {
            session.handled(bytes);
        }
    }

    /** Lets sessions go on that were held back by an overload, if it is over; on the engine's thread. */
    public void resume() {
        if (!heldBack.isEmpty() && !overloaded.getAsBoolean()) {
            heldBack.forEach(Session::handled);
            heldBack.clear();
        }
    }

    /** What nodes may say to each other before they belong to the same network. */
    private static boolean isAboutMembership(Message message) {
        return message instanceof Message.Genesis
                || message instanceof Message.PullConfigs
                || message instanceof Message.Configs;
    }

    private void onBroken(Session session, String why) {
        if (!session.closed) {
            LOG.debug("session with {} closed: {}", session.stream.connection().remotePeer(), why);
            end(session);
        }
    }

    private void end(Session session) {
        session.closed = true;
        heldBack.remove(session);
        Hello hello = session.hello;
        Peer peer = hello == null ? null : peers.get(hello.node());
        if (hello == null || peer == null || !peer.sessions.remove(session)) {
            return;
        }
        if (peer.sessions.isEmpty()) {
            peers.remove(hello.node());
            if (!hasSession(session.stream.connection().remotePeer())) {
                host.unprotect(session.stream.connection().remotePeer(), PROTECTION);
            }
            driver().sessionClosed(hello.node());
        }
        onChange.run();
    }

    /** Whether this peer has a session now; on the engine's thread. */
    public boolean hasSession(PeerId peer) {
        String text = peer.toString();
        return peers.keySet().stream().anyMatch(node -> node.peer().text().equals(text));
    }
}
