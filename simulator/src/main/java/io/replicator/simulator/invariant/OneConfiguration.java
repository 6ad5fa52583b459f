package io.replicator.simulator.invariant;

import io.replicator.engine.model.Config;
import io.replicator.engine.port.Journal;
import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.SimNode;
import java.util.HashMap;
import java.util.Map;

/** Checks {@link Property#ONE_CONFIGURATION}. */
final class OneConfiguration extends Invariant implements Observer.OfJournals {

    private final Map<Long, Config> configs = new HashMap<>();

    OneConfiguration() {
        super(Property.ONE_CONFIGURATION);
    }

    @Override
    public void appended(SimNode node, Journal.Entry entry) {
        if (entry instanceof Journal.Entry.Configured configured) {
            checked();
            Config config = configured.config();
            Config first = configs.putIfAbsent(config.epoch(), config);
            if (first != null && !first.equals(config)) {
                throw broken(node + " takes in a second configuration of epoch " + config.epoch());
            }
        }
    }
}
