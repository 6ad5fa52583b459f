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
            add(Kind.RECEIVE, from, to, message, sent, "");
        }
    }

    void lost(SimNode from, SimNode to, List<Message> frame, long sent) {
        mix(Kind.LOSE, to.index, from.index);
        if (lines != null) {
            for (Message message : frame) {
                add(Kind.LOSE, from, to, message, sent, " is lost");
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
            add(Kind.SYNC, node, null, "has entries up to " + written + " written and up to " + synced + " synced");
        }
    }

    void called(SimNode node, Key key, long what, Supplier<String> text) {
        calls++;
        mix(Kind.CALL, node.index, what);
        if (lines != null) {
            add(Kind.CALL, node, key, text.get());
        }
    }

    void answered(SimNode node, Key key, long what, Supplier<String> text) {
        mix(Kind.ANSWER, node.index, what);
        if (lines != null) {
            add(Kind.ANSWER, node, key, text.get());
        }
    }

    void process(SimNode node, Kind kind, String text) {
        mix(kind, node.index, node.boots());
        if (lines != null) {
            add(kind, node, null, text);
        }
    }

    /** Something that is not part of the run, but helps to read it. */
    public void note(SimNode node, String text) {
        if (lines != null) {
            add(Kind.NOTE, node, null, text);
        }
    }

    void sessionLost(SimNode node, SimNode peer) {
        if (lines != null) {
            String text = node + "  loses its session with " + peer;
            lines.add(new TraceEvent(world.time(), Kind.NOTE, node.index, -1, 0, null, true, text));
        }
    }

    /** A fault begins or ends. */
    public void fault(int node, String text) {
        mix(Kind.FAULT, node, text.hashCode());
        if (lines != null) {
            lines.add(new TraceEvent(world.time(), Kind.FAULT, node, -1, 0, null, false, text));
        }
    }

    /** A promise was broken; nothing follows. */
    public void broken(Broken broken) {
        if (lines != null) {
            String text = String.valueOf(broken.getMessage());
            lines.add(new TraceEvent(world.time(), Kind.BREAK, -1, -1, 0, broken.key(), false, text));
        }
    }

    private void add(Kind kind, SimNode node, @Nullable Key key, String text) {
        if (lines != null) {
            lines.add(new TraceEvent(world.time(), kind, node.index, -1, 0, key, false, node + "  " + text));
        }
    }

    private void add(Kind kind, SimNode from, SimNode to, Message message, long sent, String end) {
        if (lines != null) {
            String text = to + "  " + Wording.of(message) + " from " + from + end;
            lines.add(new TraceEvent(
                    world.time(),
                    kind,
                    to.index,
                    from.index,
                    sent,
                    Wording.key(message),
                    Wording.isRoutine(message),
                    text));
        }
    }
}
