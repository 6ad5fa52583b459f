package io.replicator.node.transport;

import io.netty.buffer.ByteBuf;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamReceiver;

/** Takes everything and listens to nothing. */
final class Deaf implements StreamReceiver {

    @Override
    public void onData(Stream stream, ByteBuf data) {}

    @Override
    public void onEnd(Stream stream) {}

    @Override
    public void onReset(Stream stream, Throwable cause) {}
}
