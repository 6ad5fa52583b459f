package io.replicator.libp2p.architecture.planted.multiformats;

import io.replicator.libp2p.architecture.planted.host.UsesTcp;

/** Breaks the rule that values know nothing of hosts, and closes a cycle. */
public record UsesHost(UsesTcp host) {}
