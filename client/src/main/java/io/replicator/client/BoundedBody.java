package io.replicator.client;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a body, up to a limit. As {@link BodySubscribers#limiting}, but a body that is too long can be told from a
 * connection that breaks.
 */
final class BoundedBody implements BodySubscriber<byte[]> {

    /** The body is longer than the limit; what was left of it was not read. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1;

        TooLongException() {
            super("the body is too long");
        }
    }

    private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
    private long room;
    private Flow.@Nullable Subscription subscription;

    /**
     * @param limit in bytes
     */
    BoundedBody(int limit) {
        this.room = limit;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return bytes.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        subscription = source;
        bytes.onSubscribe(source);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (room < 0) {
            return;
        }
        for (ByteBuffer buffer : buffers) {
            room -= buffer.remaining();
        }
        if (room >= 0) {
            bytes.onNext(buffers);
            return;
        }
        if (subscription != null) {
            subscription.cancel();
        }
        bytes.onError(new TooLongException());
    }

    @Override
    public void onError(Throwable failure) {
        bytes.onError(failure);
    }

    @Override
    public void onComplete() {
        if (room >= 0) {
            bytes.onComplete();
        }
    }
}
