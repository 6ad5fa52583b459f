package io.replicator.simulator.invariant;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.simulator.world.ClientRead;
import io.replicator.simulator.world.ClientStore;
import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.World;
import java.util.HashMap;
import java.util.Map;

/** Checks {@link Property#HONEST_ANSWERS}: who the winner is said to be, whether its value is the same, and a reused id. */
final class HonestAnswers extends Invariant implements Observer.OfClients {

    private record Proposed(Key key, TxId txId, Value value) {}

    private final World world;
    private final Map<Pid, Proposed> proposed = new HashMap<>();

    HonestAnswers(World world) {
        super(Property.HONEST_ANSWERS);
        this.world = world;
    }

    @Override
    public void asked(ClientStore store) {
        Pid pid = store.pid();
        if (pid != null) {
            proposed.putIfAbsent(pid, new Proposed(store.key, store.txId, store.value));
        }
    }

    @Override
    public void asked(ClientRead read) {
        // Says nothing of winners.
    }

    @Override
    public void answered(ClientStore store) {
        switch (store.outcome()) {
            case StoreOutcome.KeyExists exists -> check(store, exists.winner(), exists.winnerPid(), exists.sameValue());
            case StoreOutcome.KeyReserved reserved -> {
                check(store, reserved.holder(), reserved.holderPid(), reserved.sameValue());
                if (!store.madeHere) {
                    throw broken(
                            store.key, "the " + store + ", which may have been sent before, was told key-reserved");
                }
            }
            case StoreOutcome.TxReused reused -> {
                check(store, reused.txId(), reused.holderPid(), false);
                if (!reused.txId().equals(store.txId)) {
                    throw broken(store.key, "the " + store + " was told that " + reused.txId() + " is reused");
                }
            }
            default -> {
                // Names no other proposal.
            }
        }
    }

    private void check(ClientStore store, TxId txId, Pid pid, boolean sameValue) {
        checked();
        Proposed winner = proposed.get(pid);
        if (winner == null || !winner.key.equals(store.key) || !winner.txId.equals(txId)) {
            throw broken(store.key, "the " + store + " was told of a proposal that nobody made: " + store.outcome());
        }
        if (pid.equals(store.pid())) {
            throw broken(store.key, "the " + store + " was refused in favour of itself");
        }
        if (sameValue != winner.value.equals(store.value)) {
            throw broken(store.key, "the " + store + " was told wrongly whether the winner has the same value");
        }
        if (!world.isFounded()) {
            throw broken(store.key, "the " + store + " was refused before the network was founded");
        }
    }

    @Override
    public void answered(ClientRead read) {
        // Says nothing of winners.
    }
}
