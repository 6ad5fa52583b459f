package io.replicator.simulator.invariant;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.engine.port.Journal;
import io.replicator.simulator.world.ClientRead;
import io.replicator.simulator.world.ClientStore;
import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.SimNode;
import java.util.HashMap;
import java.util.Map;

/**
 * Checks {@link Property#FINAL_ANSWERS_HOLD} against what nodes commit. Whether a 409 key-reserved and a 503 are final
 * depends on the request: only a transaction that was made for it cannot have been sent before. A client that had gone
 * was told nothing, and may ask again.
 */
final class FinalAnswersHold extends Invariant implements Observer.OfJournals, Observer.OfClients {

    private final OneValuePerKey winners;
    /** Refused proposals and the store that was told so. */
    private final Map<Pid, ClientStore> refused = new HashMap<>();

    FinalAnswersHold(OneValuePerKey winners) {
        super(Property.FINAL_ANSWERS_HOLD);
        this.winners = winners;
    }

    @Override
    public void asked(ClientStore store) {
        // Nothing is final yet.
    }

    @Override
    public void asked(ClientRead read) {
        // Reads refuse nothing.
    }

    @Override
    public void answered(ClientStore store) {
        Pid pid = store.pid();
        if (pid != null && !store.isHungUp() && isRefusal(store)) {
            checked();
            Key key = store.key;
            if (pid.equals(winners.winner(key))) {
                throw broken(key, "the " + store + " was told " + store.outcome() + ", but " + pid + " is committed");
            }
            refused.put(pid, store);
        }
    }

    private static boolean isRefusal(ClientStore store) {
        return switch (store.outcome()) {
            case StoreOutcome.KeyExists _ -> true;
            case StoreOutcome.KeyReserved _, StoreOutcome.NotAttempted _ -> store.madeHere;
            case StoreOutcome.Stored _, StoreOutcome.AlreadyYours _, StoreOutcome.Unknown _, StoreOutcome.TxReused _ ->
                false;
        };
    }

    @Override
    public void answered(ClientRead read) {
        // Reads refuse nothing.
    }

    @Override
    public void appended(SimNode node, Journal.Entry entry) {
        if (!refused.isEmpty() && entry instanceof Journal.Entry.Committed committed) {
            ClientStore store = refused.get(committed.state().pid());
            if (store != null) {
                throw broken(
                        committed.key(),
                        node + " commits " + committed.state().pid() + ", although the " + store + " was told "
                                + store.outcome());
            }
        }
    }
}
