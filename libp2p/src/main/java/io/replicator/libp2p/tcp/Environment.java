package io.replicator.libp2p.tcp;

import io.replicator.libp2p.host.TransportHost;
import io.replicator.libp2p.noise.NoiseIdentity;
import io.replicator.libp2p.tls.TlsIdentity;
import java.util.function.Supplier;

/**
 * What all sockets of one transport share.
 *
 * @param tls made when the first connection wants it, as loading what it needs takes time
 */
record Environment(TransportHost host, TcpConfig config, NoiseIdentity noise, Supplier<TlsIdentity> tls) {}
