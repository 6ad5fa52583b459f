package io.replicator.libp2p.memory;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.multiformats.Multiaddr;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Hosts in one process that reach each other without sockets, each at {@code /ip4/127.0.0.1/tcp/<n>}. */
public final class MemoryNetwork {

    private final Map<Multiaddr, MemoryHost> hosts = new ConcurrentHashMap<>();
    private final AtomicInteger ports = new AtomicInteger(1000);

    public Host newHost() {
        Multiaddr address = Multiaddr.parse("/ip4/127.0.0.1/tcp/" + ports.incrementAndGet());
        MemoryHost host = new MemoryHost(this, PrivateKey.generateEd25519(new SecureRandom()), address);
        hosts.put(address, host);
        return host;
    }

    @Nullable
    MemoryHost at(Multiaddr address) {
        return hosts.get(address.withoutPeer());
    }

    void remove(Multiaddr address) {
        hosts.remove(address);
    }
}
