package io.replicator.node.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Writes one long body as fast as the client reads, without a thread that waits for it. A client that reads too slowly
 * ({@link HttpSettings#timeToRead}) loses its connection: the server's own idle time-out is for those who do not read at
 * all, and begins anew with every few bytes.
 */
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
    static CompletableFuture<Void> write(
            ServletRequest request, ServletResponse response, byte[] body, HttpSettings settings) throws IOException {
        ConnectionMetaData connection =
                ServletContextRequest.getServletContextRequest(request).getConnectionMetaData();
        ServletOutputStream out = response.getOutputStream();
        BodyWriter writer = new BodyWriter(out, body);
        Duration patience = settings.timeToRead(body.length);
        // What was being written ends with the connection, and only then is the body given up.
        Scheduler.Task end = connection
                .getConnector()
                .getScheduler()
                .schedule(
                        () -> connection
                                .getConnection()
                                .getEndPoint()
                                .close(new TimeoutException("the answer was not read within " + patience)),
                        patience);
        var _ = writer.written.whenComplete((_, _) -> end.cancel());
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
