package io.replicator.engine.driver;

import io.replicator.engine.message.Message;
import io.replicator.engine.model.NodeId;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;

/**
 * The one place that holds a reply back until the state that it reports is on stable storage (protocol section 4). Each
 * reply names the journal entry it waits for, and there is no other way out for replies. In order: one that could go
 * waits behind those before it. Not thread-safe.
 */
final class Outbox {

    private record Held(NodeId to, Message message, long entry) {}

    private final BiConsumer<NodeId, Message> sender;
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private long synced;
    private long wanted;

    Outbox(BiConsumer<NodeId, Message> sender) {
        this.sender = sender;
    }

    /** Sends the message once the entry is synced: at once if it is. */
    void send(NodeId to, Message message, long afterEntry) {
        if (afterEntry <= synced && held.isEmpty()) {
            sender.accept(to, message);
        } else {
            held.add(new Held(to, message, afterEntry));
            wanted = Math.max(wanted, afterEntry);
        }
    }

    /** Everything up to this entry is on stable storage. */
    void synced(long entry) {
        synced = entry;
        for (Held first = held.peek(); first != null && first.entry <= synced; first = held.peek()) {
            held.remove();
            sender.accept(first.to, first.message);
        }
    }

    /** The entry up to which a sync is waited for. */
    long wanted() {
        return wanted;
    }

    int size() {
        return held.size();
    }
}
