package io.replicator.libp2p.tcp;

import io.replicator.libp2p.host.TransportHost;
import io.replicator.libp2p.noise.NoiseIdentity;
import io.replicator.libp2p.pnet.PreSharedKey;
import io.replicator.libp2p.tls.TlsIdentity;
import io.replicator.libp2p.yamux.StreamMemory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all sockets of one transport share.
 *
 * @param tls made when the first connection wants it, as loading what it needs takes time
 * @param memory of the streams of all connections
 * @param privateNetwork the key without which nothing is said; null in a public network
 */
record Environment(
        TransportHost host,
        TcpConfig config,
        NoiseIdentity noise,
        Supplier<TlsIdentity> tls,
        StreamMemory memory,
        @Nullable PreSharedKey privateNetwork) {

    /**
     * What may be behind it when a remote says nothing that can be understood. Under another key all is noise, so that
     * nobody can tell a foreign network from a remote that speaks something else.
     */
    String guess() {
        return privateNetwork == null
                ? "it may be in a private network"
                : "it may have another private network's key than this host, or none";
    }
}
