package io.replicator.simulator.invariant;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.simulator.history.Contradiction;
import io.replicator.simulator.history.History;
import io.replicator.simulator.history.Outcome;
import io.replicator.simulator.world.ClientRead;
import io.replicator.simulator.world.ClientStore;
import io.replicator.simulator.world.Observer;

/**
 * Checks {@link Property#LINEARIZABLE}: tells the history what clients saw, and nothing else. A client that hung up saw
 * nothing; a read that asked for one node's own view may be stale, and is held to what that says.
 */
public final class Linearizable extends Invariant implements Observer.OfClients {

    private final History<Key, Pid> history = new History<>();

    Linearizable() {
        super(Property.LINEARIZABLE);
    }

    public History<Key, Pid> history() {
        return history;
    }

    @Override
    public void asked(ClientStore store) {
        Pid pid = store.pid();
        if (pid != null) {
            history.proposed(store.key, pid, store.begin);
        }
    }

    @Override
    public void asked(ClientRead read) {
        // Counts once it is answered.
    }

    @Override
    public void answered(ClientStore store) {
        Pid pid = store.pid();
        if (pid == null) {
            return;
        }
        checked();
        Outcome<Pid> outcome = switch (store.outcome()) {
            case StoreOutcome.Stored stored -> own(store, pid, stored.pid());
            case StoreOutcome.AlreadyYours yours -> own(store, pid, yours.pid());
            case StoreOutcome.KeyExists exists -> new Outcome.Taken<>(exists.winnerPid());
            case StoreOutcome.KeyReserved _, StoreOutcome.NotAttempted _ -> new Outcome.Refused<>();
            // What holds the transaction may be a vote, which is not final.
            case StoreOutcome.TxReused _, StoreOutcome.Unknown _ -> new Outcome.Unknown<>();
        };
        try {
            history.answered(
                    store.key,
                    pid,
                    store.madeHere,
                    store.begin,
                    store.end(),
                    store.isHungUp() ? new Outcome.Unknown<>() : outcome);
        } catch (Contradiction contradiction) {
            throw broken(store.key, String.valueOf(contradiction.getMessage()));
        }
    }

    private Outcome<Pid> own(ClientStore store, Pid own, Pid told) {
        if (!own.equals(told)) {
            throw broken(store.key, "the " + store + " of " + own + " was told that it stored " + told);
        }
        return new Outcome.Stored<>();
    }

    @Override
    public void answered(ClientRead read) {
        checked();
        Outcome<Pid> outcome = switch (read.outcome()) {
            case ReadOutcome.Found found ->
                new Outcome.Found<>(found.committed().pid());
            case ReadOutcome.NotFound _ ->
                read.kind == ClientRead.Kind.STALE ? new Outcome.Unavailable<>() : new Outcome.Missing<>();
            case ReadOutcome.Unavailable _ -> new Outcome.Unavailable<>();
        };
        try {
            history.read(read.key, read.begin, read.end(), outcome);
        } catch (Contradiction contradiction) {
            throw broken(read.key, String.valueOf(contradiction.getMessage()));
        }
    }
}
