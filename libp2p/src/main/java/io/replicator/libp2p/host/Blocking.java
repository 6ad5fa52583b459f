package io.replicator.libp2p.host;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The asynchronous calls of this package for straight-line code on virtual threads. The host's own timeouts bound each wait. */
public final class Blocking {

    private Blocking() {}

    /** Opens a stream; see {@link Connection#openStream}. */
    public static Stream openStream(Connection connection, List<String> protocols) throws IOException {
        CompletableFuture<Stream> opening = connection.openStream(protocols);
        try {
            return await(opening);
        } catch (InterruptedIOException e) {
            var _ = opening.thenAccept(Stream::reset);
            throw e;
        }
    }

    /**
     * Waits for a result.
     *
     * @throws IOException what the future failed with, or {@link InterruptedIOException} if this thread is interrupted
     */
    public static <T> T await(CompletableFuture<T> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
