package io.replicator.libp2p.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.CompletableFuture;

/** Bytes on their way from a writer to the socket, or the end of the stream; at once the future that the writer gets. */
final class PendingWrite extends CompletableFuture<Void> {

    final YamuxStream stream;
    final ByteBuf data;
    final boolean end;

    private PendingWrite(YamuxStream stream, ByteBuf data, boolean end) {
        this.stream = stream;
        this.data = data;
        this.end = end;
    }

    static PendingWrite of(YamuxStream stream, ByteBuf data) {
        return new PendingWrite(stream, data, false);
    }

    static PendingWrite end(YamuxStream stream) {
        return new PendingWrite(stream, Unpooled.EMPTY_BUFFER, true);
    }

    void fail(Throwable cause) {
        data.release();
        completeExceptionally(cause);
    }
}
