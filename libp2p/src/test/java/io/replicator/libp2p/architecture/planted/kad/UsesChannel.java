package io.replicator.libp2p.architecture.planted.kad;

import io.netty.channel.Channel;

/** Breaks the rule that protocols see no channels. */
public record UsesChannel(Channel channel) {}
