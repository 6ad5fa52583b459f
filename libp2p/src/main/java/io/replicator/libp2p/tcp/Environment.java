package io.replicator.libp2p.tcp;

import io.replicator.libp2p.host.TransportHost;
import io.replicator.libp2p.noise.NoiseIdentity;

/** What all sockets of one transport share. */
record Environment(TransportHost host, TcpConfig config, NoiseIdentity identity) {}
