package io.replicator.simulator.invariant;

import io.replicator.engine.message.Message;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.NodeId;
import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.SimNode;
import io.replicator.simulator.world.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks {@link Property#ONE_CONFIGURATION} over what nodes tell each other and what they have in the end. A genesis that a
 * founder lost with its power before anybody heard of it never was one.
 */
final class OneConfiguration extends Invariant implements Observer.OfMessages, Observer.OfRest {

    private final Map<Long, Config> configs = new HashMap<>();

    OneConfiguration() {
        super(Property.ONE_CONFIGURATION);
    }

    @Override
    public void sent(SimNode from, NodeId to, Message message) {
        if (message instanceof Message.Genesis genesis) {
            check(from, List.of(genesis.config()));
        } else if (message instanceof Message.Configs told) {
            check(from, told.chain());
        }
    }

    @Override
    public void rested(World world) {
        world.nodes().forEach(node -> check(node, node.driver().standing().chain()));
    }

    private void check(SimNode node, List<Config> chain) {
        for (Config config : chain) {
            checked();
            Config first = configs.putIfAbsent(config.epoch(), config);
            if (first != null && !first.equals(config)) {
                throw broken(node + " has a second configuration of epoch " + config.epoch());
            }
        }
    }
}
