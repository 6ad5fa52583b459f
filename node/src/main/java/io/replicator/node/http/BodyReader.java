package io.replicator.node.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of one request as it arrives, without a thread that waits for the client. Memory grows with what has
 * arrived, never with what was announced, and is charged to a limit before it is allocated.
 *
 * <p>What is refused is still read, and thrown away, up to a bound: closing a connection while its client sends resets
 * it, and the client may lose the answer that tells why (RFC 9112 section 9.6).
 */
final class BodyReader implements ReadListener {

    /** How much of a refused body is read; whoever sends more may find the connection closed instead of an answer. */
    static final long MOST_DISCARDED = 16L << 20;

    private static final int FIRST_STEP = 4096;
    private static final byte[] DISCARDED = new byte[8 << 10];

    private final ServletInputStream in;
    private final int most;
    private final Limit memory;
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

    private byte[] buffer = new byte[0];
    private int length;
    /** Why it is refused, if it is. */
    private @Nullable ProblemException refusal;

    private long discarded;

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

    /**
     * Refuses a body before it is read; the request must be asynchronous already.
     *
     * @return fails with the refusal, when the body has been thrown away
     */
    static <A> CompletableFuture<A> refuse(ServletInputStream in, Limit memory, ProblemException refusal) {
        BodyReader reader = new BodyReader(in, 0, memory);
        reader.refuse(refusal);
        in.setReadListener(reader);
        return reader.whole.thenCompose(_ -> CompletableFuture.failedFuture(refusal));
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (!whole.isDone() && in.isReady() && !in.isFinished()) {
            if (refusal != null) {
                discard(refusal);
            } else if (length < buffer.length) {
                length += Math.max(0, in.read(buffer, length, buffer.length - length));
            } else if (length < most) {
                grow();
            } else if (in.read() >= 0) {
                refuse(new ProblemException(Problem.valueTooLarge(most)));
            }
        }
    }

    private void refuse(ProblemException reason) {
        refusal = reason;
        release();
    }

    private void discard(ProblemException reason) throws IOException {
        // Nobody reads what is written there by all requests alike.
        discarded += Math.max(0, in.read(DISCARDED));
        if (discarded >= MOST_DISCARDED) {
            fail(reason);
        }
    }

    private void grow() {
        int capacity = Math.min(Math.max(FIRST_STEP, buffer.length * 2), most);
        if (memory.tryTake(capacity - buffer.length)) {
            buffer = Arrays.copyOf(buffer, capacity);
        } else {
            refuse(new ProblemException(Problem.notAttempted("the limit of " + memory + " is reached")));
        }
    }

    @Override
    public void onAllDataRead() {
        if (whole.isDone()) {
            return;
        }
        if (refusal != null) {
            fail(refusal);
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
        fail(refusal == null ? cause : refusal);
    }

    private void fail(Throwable cause) {
        if (!whole.isDone()) {
            release();
            whole.completeExceptionally(cause);
        }
    }

    private void release() {
        memory.giveBack(buffer.length);
        buffer = new byte[0];
        length = 0;
    }
}
