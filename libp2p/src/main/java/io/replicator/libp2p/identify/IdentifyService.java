package io.replicator.libp2p.identify;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.replicator.libp2p.crypto.PublicKey;
import io.replicator.libp2p.host.Blocking;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.ConnectionListener;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.PeerStore;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamDeadline;
import io.replicator.libp2p.host.StreamReceiver;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.multiformats.VarintFrame;
import io.replicator.libp2p.record.PeerRecord;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves identify and identify push, and asks the remote of each new connection who it is. What it learns goes into the
 * host's {@link PeerStore}.
 */
public final class IdentifyService implements ConnectionListener {

    /** The id of the protocol by which a peer is asked who it is. */
    public static final String PROTOCOL = "/ipfs/id/1.0.0";
    /** The id of the protocol by which a peer tells of changes unasked. */
    public static final String PUSH_PROTOCOL = "/ipfs/id/push/1.0.0";

    /** Time for a whole exchange, from opening the stream to the last byte. */
    public static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Parts that one message may come in. */
    static final int MAX_PARTS = 10;

    /** Longest part accepted, in bytes. */
    static final int MAX_PART_LENGTH = 8 * 1024;

    /** The time to live of what a connected peer says: longer than any connection; it is shortened when that ends. */
    private static final Duration WHILE_CONNECTED = Duration.ofDays(365);

    /** Several changes within this time are pushed as one. */
    private static final Duration PUSH_DELAY = Duration.ofMillis(50);

    private static final Logger log = LoggerFactory.getLogger(IdentifyService.class);

    private final Host host;
    private final SelfDescription self;
    private final Map<PeerId, Heard> connected = new ConcurrentHashMap<>();
    private final AtomicBoolean pushPending = new AtomicBoolean();

    /** @param agentVersion what this program calls itself, such as {@code example/1.0.0} */
    public IdentifyService(Host host, String agentVersion) {
        this.host = host;
        this.self = new SelfDescription(host, agentVersion);
    }

    /** Begins to serve and to ask. */
    public void start() {
        host.addHandler(PROTOCOL, this::tell);
        host.addHandler(PUSH_PROTOCOL, this::takePush);
        host.addConnectionListener(this);
    }

    /** The addresses at which connected peers see this host. */
    public Collection<Multiaddr> observedAddresses() {
        return connected.values().stream()
                .flatMap(heard -> heard.observed().stream())
                .toList();
    }

    /** Tells all connected peers anew. */
    @Override
    public void onLocalChange() {
        if (pushPending.compareAndSet(false, true)) {
            var _ = ForkJoinPool.commonPool().schedule(this::pushAll, PUSH_DELAY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void onConnected(Connection connection) {
        Thread.startVirtualThread(() -> ask(connection));
    }

    @Override
    public void onDisconnected(Connection connection) {
        PeerId peer = connection.remotePeer();
        if (host.connections(peer).stream().noneMatch(Connection::isOpen)) {
            Heard heard = connected.remove(peer);
            if (heard != null) {
                host.peerStore().replaceAddresses(peer, heard.addresses(), PeerStore.CONNECTED);
            }
        }
    }

    private void ask(Connection connection) {
        try {
            Stream stream = Blocking.openStream(connection, List.of(PROTOCOL));
            stream.closeWrite();
            if (learn(stream, false)) {
                host.onIdentified(connection);
            }
        } catch (IOException e) {
            log.debug("{} does not answer identify", connection.remotePeer(), e);
        }
    }

    private void takePush(Stream stream) {
        InputStream input = stream.input();
        Thread.startVirtualThread(() -> {
            try (input) {
                learn(stream, true);
                stream.closeWrite();
            } catch (IOException e) {
                log.debug("push stream of {} ended badly", stream.connection().remotePeer(), e);
            }
        });
    }

    /** Called on the event loop: all is queued at once, and nothing is expected back. */
    private void tell(Stream stream) {
        StreamDeadline deadline = StreamDeadline.reset(stream, TIMEOUT);
        var _ = stream.closed().whenComplete((end, failure) -> deadline.close());
        stream.setReceiver(new NothingExpected());
        send(stream);
    }

    private void send(Stream stream) {
        for (byte[] part : self.parts(stream.connection())) {
            var _ = stream.write(Unpooled.wrappedBuffer(VarintFrame.encode(part)));
        }
        stream.closeWrite();
    }

    private void pushAll() {
        pushPending.set(false);
        for (Connection connection : host.connections()) {
            Set<String> spoken = host.peerStore().protocols(connection.remotePeer());
            // A peer that has not said yet what it speaks may have asked us already, and must not miss the change.
            if (spoken.isEmpty() || spoken.contains(PUSH_PROTOCOL)) {
                var _ = connection.openStream(List.of(PUSH_PROTOCOL)).thenAccept(this::tell);
            }
        }
    }

    /** Reads what the remote says of itself to its end, and keeps it; blocks. False if it is not as it should be. */
    boolean learn(Stream stream, boolean pushed) {
        PeerId peer = stream.connection().remotePeer();
        try (StreamDeadline _ = StreamDeadline.reset(stream, TIMEOUT)) {
            IdentifyMessage message = new IdentifyMessage();
            InputStream in = stream.input();
            int parts = 0;
            for (byte[] part = VarintFrame.read(in, MAX_PART_LENGTH);
                    part != null;
                    part = VarintFrame.read(in, MAX_PART_LENGTH)) {
                parts++;
                if (parts > MAX_PARTS) {
                    throw new IOException("identify message in more than " + MAX_PARTS + " parts");
                }
                message.merge(part);
            }
            keep(stream.connection(), message, pushed);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            log.debug("identify of {} failed", peer, e);
            stream.reset();
            return false;
        }
    }

    /**
     * What the message does not say stays as it was. A push follows a change; an answer that was given before the change,
     * and is read after the push, says nothing new.
     */
    private synchronized void keep(Connection connection, IdentifyMessage message, boolean pushed) {
        PeerId peer = connection.remotePeer();
        if (message.publicKey != null
                && !PublicKey.decode(message.publicKey.toByteArray()).equals(connection.remoteKey())) {
            throw new IllegalArgumentException("the key in the identify message is not the one of " + peer);
        }
        PeerStore store = host.peerStore();
        store.setKey(peer, connection.remoteKey());
        Heard before = connected.get(peer);
        if (!pushed && before != null && before.pushes().contains(connection)) {
            return;
        }
        List<Multiaddr> addresses = before == null ? List.of() : before.addresses();
        if (!message.listenAddresses.isEmpty() || message.signedPeerRecord != null) {
            addresses = usableAddresses(connection, message);
            store.replaceAddresses(peer, addresses, WHILE_CONNECTED);
        }
        if (!message.protocols.isEmpty()) {
            store.setProtocols(peer, message.protocols);
        }
        if (message.agentVersion != null) {
            store.setAgent(peer, message.agentVersion);
        }
        connected.put(peer, Heard.of(before, message.observedAddress, addresses, pushed ? connection : null));
        if (!connection.isOpen()) {
            onDisconnected(connection);
        }
    }

    /** What a signed record states counts more than the plain list. */
    private List<Multiaddr> usableAddresses(Connection connection, IdentifyMessage message) {
        PeerId peer = connection.remotePeer();
        List<Multiaddr> addresses = verifiedRecord(peer, message)
                .map(PeerRecord::addresses)
                .filter(stated -> !stated.isEmpty())
                .orElse(message.listenAddresses);
        boolean local = connection.remoteAddress().isLoopback();
        return addresses.stream()
                .filter(address -> address.leadsTo(peer))
                .filter(address -> local || !address.isLoopback())
                .toList();
    }

    private Optional<PeerRecord> verifiedRecord(PeerId peer, IdentifyMessage message) {
        ByteString envelope = message.signedPeerRecord;
        if (envelope == null) {
            return Optional.empty();
        }
        try {
            PeerRecord record = PeerRecord.open(envelope.toByteArray());
            if (record.peer().equals(peer)) {
                host.peerStore().setSignedRecord(peer, envelope.toByteArray(), record.sequence());
                return Optional.of(record);
            }
        } catch (IllegalArgumentException e) {
            // Older rust-libp2p signs records in another domain; its plain list is still good.
            log.debug("ignoring the signed record of {}", peer, e);
        }
        return Optional.empty();
    }

    /**
     * What a connected peer said last.
     *
     * @param pushes connections by which it has told of a change
     */
    private record Heard(Optional<Multiaddr> observed, List<Multiaddr> addresses, List<Connection> pushes) {

        static Heard of(
                @Nullable Heard before,
                @Nullable Multiaddr observed,
                List<Multiaddr> addresses,
                @Nullable Connection pushed) {
            List<Connection> pushes = new ArrayList<>();
            if (before != null) {
                before.pushes.stream().filter(Connection::isOpen).forEach(pushes::add);
            }
            if (pushed != null && !pushes.contains(pushed)) {
                pushes.add(pushed);
            }
            Optional<Multiaddr> known = before == null ? Optional.empty() : before.observed;
            return new Heard(Optional.ofNullable(observed).or(() -> known), addresses, List.copyOf(pushes));
        }
    }

    /** For streams on which only we write; what comes nevertheless is dropped. */
    private static final class NothingExpected implements StreamReceiver {
        @Override
        public void onData(Stream stream, ByteBuf data) {}

        @Override
        public void onEnd(Stream stream) {}

        @Override
        public void onReset(Stream stream, Throwable cause) {}
    }
}
