package io.replicator.engine.driver;

import io.replicator.engine.coordinator.ReadCall;
import io.replicator.engine.coordinator.Timers;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState.Committed;
import io.replicator.engine.outcome.ReadOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads that wait for their key to be taken: until it is committed here, and with a fresh question to a quorum now and
 * then, since a node may learn of a commit late. Not thread-safe.
 */
final class Awaits {

    private final Timers timers;
    private final Consumer<ReadCall> reader;
    /** Looked up, never iterated. */
    private final Map<Key, List<Await>> waiting = new HashMap<>();

    private int count;
    private long now;

    private final class Await {
        private final ReadCall call;
        private Timers.@Nullable Timer again;
        private ReadOutcome last = new ReadOutcome.Unavailable("no quorum of nodes answered in time");

        Await(ReadCall call) {
            this.call = call;
        }

        void ask() {
            again = null;
            // One question may take its share of the time that is left, not all of it: the next one asks anew.
            long deadline = Math.min(call.deadlineMicros(), now + 2 * Settings.AWAIT_AGAIN_MICROS);
            reader.accept(new ReadCall(call.key(), deadline, this::answered));
        }

        private void answered(ReadOutcome outcome) {
            last = outcome;
            if (outcome instanceof ReadOutcome.Found || now >= call.deadlineMicros()) {
                finish(outcome);
            } else if (waiting.getOrDefault(call.key(), List.of()).contains(this)) {
                long next = now + Settings.AWAIT_AGAIN_MICROS;
                again = next < call.deadlineMicros()
                        ? timers.at(next, this::ask)
                        : timers.at(call.deadlineMicros(), () -> finish(last));
            }
        }

        private void finish(ReadOutcome outcome) {
            List<Await> others = waiting.get(call.key());
            if (others != null && others.remove(this)) {
                count--;
                if (others.isEmpty()) {
                    waiting.remove(call.key());
                }
                if (again != null) {
                    again.cancel();
                }
                call.done().accept(outcome);
            }
        }
    }

    Awaits(Timers timers, Consumer<ReadCall> reader) {
        this.timers = timers;
        this.reader = reader;
    }

    void now(long micros) {
        now = micros;
    }

    void await(ReadCall call) {
        if (count >= Settings.MAX_AWAITING) {
            call.done().accept(new ReadOutcome.Unavailable("too many clients wait for keys at this node"));
            return;
        }
        Await await = new Await(call);
        waiting.computeIfAbsent(call.key(), _ -> new ArrayList<>(1)).add(await);
        count++;
        await.ask();
    }

    void committed(Key key, Committed committed) {
        if (count > 0) {
            for (Await await : List.copyOf(waiting.getOrDefault(key, List.of()))) {
                await.finish(new ReadOutcome.Found(committed));
            }
        }
    }
}
