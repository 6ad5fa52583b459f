package io.replicator.libp2p.tcp;

import io.netty.buffer.ByteBuf;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamReceiver;

/** Sends back what it gets, as fast as the remote takes it. */
public final class Echo implements StreamReceiver {

    @Override
    public void onData(Stream stream, ByteBuf data) {
        var _ = stream.write(data.retainedSlice());
        stream.setReading(stream.isWritable());
    }

    @Override
    public void onEnd(Stream stream) {
        stream.closeWrite();
    }

    @Override
    public void onReset(Stream stream, Throwable cause) {}

    @Override
    public void onWritabilityChanged(Stream stream) {
        stream.setReading(stream.isWritable());
    }
}
