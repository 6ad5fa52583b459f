package io.replicator.libp2p.memory;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.ProtocolHandler;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.multiformats.Multiaddr;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Hosts in one process that reach each other without sockets, each at {@code /ip4/127.0.0.1/tcp/<n>}. */
public final class MemoryNetwork {

    private final Map<Multiaddr, MemoryHost> hosts = new ConcurrentHashMap<>();
    private final AtomicInteger ports = new AtomicInteger(1000);

    public Host newHost() {
        return newHost(PrivateKey.generateEd25519(new SecureRandom()));
    }

    public Host newHost(PrivateKey key) {
        Multiaddr address = Multiaddr.parse("/ip4/127.0.0.1/tcp/" + ports.incrementAndGet());
        MemoryHost host = new MemoryHost(this, key, address);
        hosts.put(address, host);
        return host;
    }

    /** Gives a host of this network a connection with somebody who is not in it. */
    public static void connect(Host host, Connection connection) {
        ((MemoryHost) host).connected(connection);
    }

    /** A remote that is not in this network opens a stream to a host that is. */
    public static void open(Host host, Stream stream) {
        ProtocolHandler handler = ((MemoryHost) host).handler(stream.protocol());
        Objects.requireNonNull(handler, "the host does not serve " + stream.protocol())
                .open(stream);
    }

    @Nullable
    MemoryHost at(Multiaddr address) {
        return hosts.get(address.withoutPeer());
    }

    void remove(Multiaddr address) {
        hosts.remove(address);
    }
}
