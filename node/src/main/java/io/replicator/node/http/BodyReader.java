package io.replicator.node.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of one request as it arrives, without a thread that waits for the client, and stops as soon as it is
 * too long. Memory grows with what has arrived, never with what was announced, and is charged to a limit before it is
 * allocated.
 */
final class BodyReader implements ReadListener {

    private static final int FIRST_STEP = 4096;

    private final ServletInputStream in;
    private final int most;
    private final Limit memory;
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

    private byte[] buffer = new byte[0];
    private int length;

    private BodyReader(ServletInputStream in, int most, Limit memory) {
        this.in = in;
        this.most = most;
        this.memory = memory;
    }

    /**
     * Takes a body that has arrived already, as a short one does together with its header. The caller has charged it.
     *
     * @return nothing if part of it is still to come
     */
    static byte @Nullable [] takeArrived(ServletInputStream in, int length) throws IOException {
        if (in.available() < length) {
            return null;
        }
        byte[] body = new byte[length];
        int read = in.readNBytes(body, 0, length);
        if (read < length) {
            throw new IOException("the body ended after " + read + " of " + length + " bytes");
        }
        return body;
    }

    /**
     * Reads until the end of the body; the request must be asynchronous already.
     *
     * @param memory charged for the bytes of the answer, which the caller gives back; what a failed reading took is given
     *     back here
     * @return fails with a {@link ProblemException} when the body or all bodies together are too large, and with an {@link
     *     IOException} when the client stops before the end
     */
    static CompletableFuture<byte[]> readAll(ServletInputStream in, int most, Limit memory) {
        BodyReader reader = new BodyReader(in, most, memory);
        in.setReadListener(reader);
        return reader.whole;
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (!whole.isDone() && in.isReady() && !in.isFinished()) {
            if (length < buffer.length) {
                length += Math.max(0, in.read(buffer, length, buffer.length - length));
            } else if (length < most) {
                grow();
            } else if (in.read() >= 0) {
                fail(new ProblemException(Problem.valueTooLarge(most)));
            }
        }
    }

    private void grow() {
        int capacity = Math.min(Math.max(FIRST_STEP, buffer.length * 2), most);
        if (memory.tryTake(capacity - buffer.length)) {
            buffer = Arrays.copyOf(buffer, capacity);
        } else {
            fail(new ProblemException(Problem.notAttempted("the limit of " + memory + " is reached")));
        }
    }

    @Override
    public void onAllDataRead() {
        if (whole.isDone()) {
            return;
        }
        memory.giveBack(buffer.length - length);
        byte[] body = length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
        if (!whole.complete(body)) {
            memory.giveBack(length);
        }
    }

    @Override
    public void onError(Throwable cause) {
        fail(cause);
    }

    private void fail(Throwable cause) {
        if (!whole.isDone()) {
            memory.giveBack(buffer.length);
            buffer = new byte[0];
            length = 0;
            whole.completeExceptionally(cause);
        }
    }
}
