package io.replicator.node.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Writes one long body as fast as the client reads, without a thread that waits for it. */
final class BodyWriter implements WriteListener {

    private final ServletOutputStream out;
    private final byte[] body;
    private final CompletableFuture<Void> written = new CompletableFuture<>();
    private boolean begun;

    private BodyWriter(ServletOutputStream out, byte[] body) {
        this.out = out;
        this.body = body;
    }

    /** Writes the body; the request must be asynchronous already. */
    static CompletableFuture<Void> write(ServletOutputStream out, byte[] body) {
        BodyWriter writer = new BodyWriter(out, body);
        out.setWriteListener(writer);
        return writer.written;
    }

    @Override
    public void onWritePossible() throws IOException {
        if (!begun) {
            begun = true;
            out.write(body);
        }
        if (out.isReady()) {
            written.complete(null);
        }
    }

    @Override
    public void onError(Throwable cause) {
        written.completeExceptionally(cause);
    }
}
