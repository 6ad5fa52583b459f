package io.replicator.libp2p.kad;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.ProtocolHandler;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamDeadline;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.multiformats.VarintFrame;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of other peers, one virtual thread for each stream. */
final class KadServer implements ProtocolHandler {

    /** A stream without requests for this long is reset, as in go-libp2p. */
    static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    /** Streams of one connection that are served at once; more are refused. */
    static final int MAX_STREAMS_PER_CONNECTION = 64;

    /** How long the addresses of a provider are remembered, as in go-libp2p. */
    static final Duration PROVIDER_ADDRESS_TTL = Duration.ofHours(24);

    private static final Logger log = LoggerFactory.getLogger(KadServer.class);

    private final Host host;
    private final int bucketSize;
    private final RoutingTable table;
    private final ProviderStore providers;
    private final RecordStore records;

    KadServer(Host host, int bucketSize, RoutingTable table, ProviderStore providers, RecordStore records) {
        this.host = host;
        this.bucketSize = bucketSize;
        this.table = table;
        this.providers = providers;
        this.records = records;
    }

    @Override
    public int maxStreams() {
        return MAX_STREAMS_PER_CONNECTION;
    }

    @Override
    public void open(Stream stream) {
        InputStream in = stream.input();
        OutputStream out = stream.output();
        Thread.startVirtualThread(() -> serve(stream, in, out));
    }

    /** Answers one request after another until the stream ends, or a request is not as it should be; blocks. */
    void serve(Stream stream, InputStream in, OutputStream out) {
        try (StreamDeadline deadline = StreamDeadline.reset(stream, IDLE_TIMEOUT)) {
            for (byte[] request = VarintFrame.read(in, KadMessage.MAX_REQUEST_LENGTH);
                    request != null;
                    request = VarintFrame.read(in, KadMessage.MAX_REQUEST_LENGTH)) {
                deadline.restart();
                Optional<KadMessage> reply = answer(stream.connection(), KadMessage.decode(request));
                if (reply.isPresent()) {
                    VarintFrame.write(out, reply.get().encodeReply());
                    out.flush();
                }
            }
            stream.closeWrite();
        } catch (IOException | IllegalArgumentException e) {
            log.debug("ending a stream of {}", stream.connection().remotePeer(), e);
            stream.reset();
        }
    }

    /** The reply to a request; none for what is never answered. A refused request throws, which resets the stream. */
    private Optional<KadMessage> answer(Connection connection, KadMessage request) {
        return switch (request.type()) {
            case PING -> Optional.of(request);
            case FIND_NODE -> Optional.of(withCloserPeers(connection, request));
            case GET_PROVIDERS -> Optional.of(getProviders(connection, request));
            case GET_VALUE -> Optional.of(withCloserPeers(connection, request).withRecord(records.get(request.key())));
            case PUT_VALUE -> Optional.of(putValue(request));
            case ADD_PROVIDER -> {
                addProvider(connection, request);
                yield Optional.empty();
            }
        };
    }

    private KadMessage getProviders(Connection connection, KadMessage request) {
        checkProviderKey(request.key());
        List<KadPeer> found = providers.providers(request.key()).stream()
                .map(peer -> describe(peer, connection))
                .filter(peer -> !peer.addresses().isEmpty())
                .limit(KadMessage.MAX_PEERS)
                .toList();
        return withCloserPeers(connection, request).withProviderPeers(found);
    }

    /** A peer can announce only itself. */
    private void addProvider(Connection connection, KadMessage request) {
        checkProviderKey(request.key());
        PeerId sender = connection.remotePeer();
        for (KadPeer provider : request.providerPeers()) {
            if (provider.id().equals(sender) && !provider.addresses().isEmpty()) {
                host.peerStore()
                        .addAddresses(sender, reachable(provider.addresses(), connection), PROVIDER_ADDRESS_TTL);
                providers.add(request.key(), sender);
            }
        }
    }

    private KadMessage putValue(KadMessage request) {
        KadRecord record = request.record()
                .orElseThrow(
                        () -> new IllegalArgumentException("PUT_VALUE without a record, or with one that is too long"));
        if (!record.key().equals(request.key())) {
            throw new IllegalArgumentException("PUT_VALUE with a record of another key");
        }
        if (!records.put(record.key(), record.value())) {
            throw new IllegalArgumentException("PUT_VALUE with an older value than the one known");
        }
        return request;
    }

    /** Neither the peer that asks nor this one, but the peer that is asked for even if it is not in the table. */
    private KadMessage withCloserPeers(Connection connection, KadMessage request) {
        List<KadPeer> closer = new ArrayList<>();
        exactTarget(connection, request).map(peer -> describe(peer, connection)).ifPresent(closer::add);
        for (PeerId peer : table.nearest(KadKey.of(request.key()), bucketSize + 1)) {
            boolean listed = closer.stream().anyMatch(other -> other.id().equals(peer));
            if (!listed && !peer.equals(connection.remotePeer()) && closer.size() < bucketSize) {
                closer.add(describe(peer, connection));
            }
        }
        closer.removeIf(peer -> peer.addresses().isEmpty());
        return KadMessage.of(request.type(), request.key()).withCloserPeers(closer);
    }

    private Optional<PeerId> exactTarget(Connection connection, KadMessage request) {
        if (request.type() != KadMessage.Type.FIND_NODE) {
            return Optional.empty();
        }
        try {
            return Optional.of(PeerId.decode(request.key().toByteArray()))
                    .filter(peer -> !peer.equals(connection.remotePeer()))
                    .filter(peer -> !host.peerStore().addresses(peer).isEmpty());
        } catch (IllegalArgumentException noPeerId) {
            return Optional.empty();
        }
    }

    private KadPeer describe(PeerId peer, Connection asker) {
        List<Multiaddr> addresses = peer.equals(host.peerId())
                ? host.announcedAddresses()
                : host.peerStore().addresses(peer);
        return new KadPeer(
                peer, reachable(addresses, asker), !host.connections(peer).isEmpty());
    }

    /** Loopback addresses mean something only on this machine. */
    private static List<Multiaddr> reachable(List<Multiaddr> addresses, Connection connection) {
        boolean local = connection.remoteAddress().isLoopback();
        return addresses.stream()
                .filter(address -> local || !address.isLoopback())
                .limit(KadPeer.MAX_ADDRESSES)
                .toList();
    }

    private static void checkProviderKey(ByteString key) {
        if (key.isEmpty() || key.size() > ProviderStore.MAX_KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "a provider key has 1 to " + ProviderStore.MAX_KEY_LENGTH + " bytes, not " + key.size());
        }
    }
}
