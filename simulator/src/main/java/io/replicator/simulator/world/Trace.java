package io.replicator.simulator.world;

import io.replicator.engine.message.Message;
import io.replicator.engine.model.Key;
import io.replicator.simulator.random.RandomStream;
import io.replicator.simulator.world.TraceEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a world: always as a count and a hash, by which two runs are compared, and on demand as text. Not
 * thread-safe.
 */
public final class Trace {

    private final World world;
    private long hash;
    private long messages;
    private long timers;
    private long syncs;
    private long calls;
    private @Nullable List<TraceEvent> lines;

    Trace(World world) {
        this.world = world;
    }

    /** Keeps everything from now on as text, too. */
    public void record() {
        lines = new ArrayList<>();
    }

    /** What was kept as text. */
    public List<TraceEvent> lines() {
        return lines == null ? List.of() : lines;
    }

    /** Depends on everything that happened, and on its order. */
    public long hash() {
        return hash;
    }

    /** Delivered messages, fired timers, completed syncs and client calls that production code handled. */
    public long events() {
        return messages + timers + syncs + calls;
    }

    public long messages() {
        return messages;
    }

    public long timers() {
        return timers;
    }

    public long syncs() {
        return syncs;
    }

    public long calls() {
        return calls;
    }

    private void mix(Kind kind, int node, long what) {
        hash = RandomStream.mix(hash ^ what)
                + world.time() * 31
                + ((long) node << 8 | kind.name().hashCode());
    }

    void delivered(SimNode from, SimNode to, Message message, long sent) {
        messages++;
        mix(Kind.RECEIVE, to.index, Fingerprint.of(message) + from.index);
        if (lines != null) {
            add(Kind.RECEIVE, to, from.index, sent, Wording.key(message), Wording.of(message) + " from " + from);
        }
    }

    void lost(SimNode from, SimNode to, List<Message> frame) {
        mix(Kind.LOSE, to.index, from.index);
        if (lines != null) {
            for (Message message : frame) {
                add(
                        Kind.LOSE,
                        to,
                        from.index,
                        world.time(),
                        Wording.key(message),
                        Wording.of(message) + " from " + from + " is lost");
            }
        }
    }

    void woke(SimNode node) {
        timers++;
        mix(Kind.TIMER, node.index, timers);
    }

    void synced(SimNode node, long written, long synced) {
        syncs++;
        mix(Kind.SYNC, node.index, written << 32 ^ synced);
        if (lines != null) {
            add(
                    Kind.SYNC,
                    node,
                    -1,
                    0,
                    null,
                    "has entries up to " + written + " written and up to " + synced + " synced");
        }
    }

    void called(SimNode node, Key key, long what, Supplier<String> text) {
        calls++;
        mix(Kind.CALL, node.index, what);
        if (lines != null) {
            add(Kind.CALL, node, -1, 0, key, text.get());
        }
    }

    void answered(SimNode node, Key key, long what, Supplier<String> text) {
        mix(Kind.ANSWER, node.index, what);
        if (lines != null) {
            add(Kind.ANSWER, node, -1, 0, key, text.get());
        }
    }

    void process(SimNode node, Kind kind, String text) {
        mix(kind, node.index, node.boots());
        if (lines != null) {
            add(kind, node, -1, 0, null, text);
        }
    }

    /** Something that is not part of the run, but helps to read it. */
    public void note(SimNode node, String text) {
        if (lines != null) {
            add(Kind.NOTE, node, -1, 0, null, text);
        }
    }

    /** A fault begins or ends. */
    public void fault(int node, String text) {
        mix(Kind.FAULT, node, text.hashCode());
        if (lines != null) {
            lines.add(new TraceEvent(world.time(), Kind.FAULT, node, -1, 0, null, text));
        }
    }

    /** A promise was broken; nothing follows. */
    public void broken(Broken broken) {
        if (lines != null) {
            lines.add(new TraceEvent(
                    world.time(), Kind.BREAK, -1, -1, 0, broken.key(), String.valueOf(broken.getMessage())));
        }
    }

    private void add(Kind kind, SimNode node, int from, long sent, @Nullable Key key, String text) {
        if (lines != null) {
            lines.add(new TraceEvent(world.time(), kind, node.index, from, sent, key, node + "  " + text));
        }
    }
}
