package io.replicator.simulator.swarm;

import io.replicator.engine.acceptor.Acceptor;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.simulator.workload.Step;
import io.replicator.simulator.world.ClientRead;
import io.replicator.simulator.world.ClientStore;
import io.replicator.simulator.world.SimNode;
import io.replicator.simulator.world.World;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Has the clients of a plan do their steps in a world. */
final class Clients {

    /** Of a long value: an answer does not bring it along, nor does a recovery unasked. */
    private static final int LONG_BYTES = Acceptor.INLINE_VALUE_BYTES + 1;

    private final World world;
    private final boolean longValues;

    /** @param longValues whether every other value is long */
    Clients(World world, boolean longValues) {
        this.world = world;
        this.longValues = longValues;
    }

    /** Plans all steps, which are in the order of time, counted from now. */
    void plan(List<Step> steps) {
        take(steps, 0, world.time());
    }

    /** Takes all steps that are due, and plans for the next one: what is far off would only make the queue long. */
    private void take(List<Step> steps, int first, long begin) {
        int next = first;
        while (next < steps.size() && begin + steps.get(next).at() <= world.time()) {
            take(steps.get(next++));
        }
        if (next < steps.size()) {
            int following = next;
            world.at(begin + steps.get(next).at(), () -> take(steps, following, begin));
        }
    }

    private void take(Step step) {
        SimNode node = world.node(step.node());
        if (!node.isUp()) {
            return;
        }
        switch (step) {
            case Step.Store store -> {
                ClientStore asked = world.store(
                        node,
                        key(store.key()),
                        value(store.value(), longValues && store.value() % 2 == 1),
                        new TxId((store.ownTransaction() ? "own-" : "new-") + store.transaction()),
                        !store.ownTransaction(),
                        store.timeout());
                if (store.hangUpAfter() >= 0) {
                    world.in(store.hangUpAfter(), asked::hangUp);
                }
            }
            case Step.Read read -> world.read(node, ClientRead.Kind.QUORUM, key(read.key()), read.timeout());
            case Step.Await await -> world.read(node, ClientRead.Kind.WAIT, key(await.key()), await.timeout());
            case Step.StaleRead read -> world.read(node, ClientRead.Kind.STALE, key(read.key()), World.SECOND);
        }
    }

    private static Key key(int number) {
        return Key.ofClient("key-" + number);
    }

    static Value value(int number, boolean isLong) {
        byte[] text = ("value-" + number).getBytes(StandardCharsets.UTF_8);
        return Value.of(isLong ? Arrays.copyOf(text, LONG_BYTES) : text);
    }
}
