package io.replicator.engine.coordinator;

import io.replicator.engine.outcome.StoreOutcome;
import java.util.function.Consumer;

/** A client's store that waits for its outcome or its deadline, whichever comes first. */
final class PendingStore {

    private final StoreCall call;
    private final Timers.Timer deadline;

    /**
     * @param onDeadline is told after the client, when the deadline comes first
     */
    PendingStore(StoreCall call, Timers timers, Consumer<PendingStore> onDeadline) {
        this.call = call;
        this.deadline = timers.at(call.deadlineMicros(), () -> {
            call.done().accept(new StoreOutcome.Unknown(call.txId()));
            onDeadline.accept(this);
        });
    }

    StoreCall call() {
        return call;
    }

    void finish(StoreOutcome outcome) {
        deadline.cancel();
        call.done().accept(outcome);
    }
}
