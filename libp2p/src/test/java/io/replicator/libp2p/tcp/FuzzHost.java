package io.replicator.libp2p.tcp;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.fuzz.Repeatable;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.HostCounters;
import io.replicator.libp2p.host.ProtocolHandler;
import io.replicator.libp2p.host.TransportHost;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A host that a transport works for, without limits of its own. */
record FuzzHost(Map<String, ProtocolHandler> handlers, HostCounters counters) implements TransportHost {

    private static final PrivateKey KEY = Repeatable.identity(1);

    @Override
    public PrivateKey privateKey() {
        return KEY;
    }

    @Override
    public InboundPermit acceptInbound(Multiaddr local, Multiaddr remote) {
        throw new UnsupportedOperationException("here are no sockets");
    }

    @Override
    public boolean permitsSecured(PeerId peer, Multiaddr remote, boolean initiator) {
        return true;
    }

    @Override
    public void onInbound(Connection connection) {}

    @Override
    public @Nullable ProtocolHandler handler(String protocol) {
        return handlers.get(protocol);
    }
}
