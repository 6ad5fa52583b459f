package io.replicator.node.wire;

import io.replicator.engine.message.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Messages that wait to be encoded together, and their sizes. Not thread-safe. */
public final class Batch {

    final List<Message> messages = new ArrayList<>();
    /** The size of each message; longer than there are messages. */
    long[] sizes = new long[8];

    private long bytes;

    /** Adds a message of this encoded size in bytes, as {@link FrameEncoder#size} counts it. */
    public void add(Message message, long size) {
        if (messages.size() == sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * sizes.length);
        }
        sizes[messages.size()] = size;
        messages.add(message);
        bytes += size;
    }

    public boolean isEmpty() {
        return messages.isEmpty();
    }

    public int count() {
        return messages.size();
    }

    /** The sizes of all messages together; frames add a little to each. */
    public long bytes() {
        return bytes;
    }

    public void clear() {
        messages.clear();
        bytes = 0;
    }
}
