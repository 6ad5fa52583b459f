package io.replicator.engine.membership;

import io.replicator.engine.model.Config;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.ProtocolViolation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a node stands (protocol section 8). Immutable.
 *
 * <pre>
 * VIRGIN  -> VOTER    it adopts a genesis that lists it
 *         -> LEARNER  it joins a network that does not list it
 * </pre>
 *
 * Sealing an epoch and activating the next one come with membership changes: they will be two more transitions here.
 *
 * @param chain the configurations known, oldest first; empty for a virgin node
 * @param activeEpoch the epoch that this node votes in; 0 if it votes in none
 */
public record Standing(NodeId self, List<Config> chain, long activeEpoch) {

    public Standing {
        chain = List.copyOf(chain);
    }

    public static Standing virgin(NodeId self) {
        return new Standing(self, List.of(), 0);
    }

    public boolean isVirgin() {
        return chain.isEmpty();
    }

    /** The newest configuration known. */
    public @Nullable Config config() {
        return chain.isEmpty() ? null : chain.getLast();
    }

    public @Nullable NetworkId network() {
        return chain.isEmpty() ? null : chain.getFirst().network();
    }

    /** The newest epoch known; 0 for a virgin node. */
    public long epoch() {
        return chain.isEmpty() ? 0 : chain.getLast().epoch();
    }

    /** Whether this node gives votes in that epoch. */
    public boolean votesIn(long epoch) {
        return epoch > 0 && epoch == activeEpoch;
    }

    public boolean isVoter() {
        return votesIn(epoch());
    }

    /**
     * Takes in the next configuration of the chain, or the first one.
     *
     * @return the new standing; this one if the configuration is known already
     * @throws ProtocolViolation if there are two configurations of one epoch, or the chain is broken
     */
    public Standing with(Config next) {
        for (Config known : chain) {
            if (known.epoch() == next.epoch()) {
                if (!known.equals(next)) {
                    throw new ProtocolViolation("two configurations of epoch " + next.epoch());
                }
                return this;
            }
        }
        Config last = config();
        boolean follows = last == null
                ? next.epoch() == Config.GENESIS_EPOCH && next.previous().equals(Hash256.ZERO)
                : next.epoch() == last.epoch() + 1
                        && next.network().equals(last.network())
                        && next.previous().equals(last.hash());
        if (!follows) {
            throw new ProtocolViolation(
                    "the configuration of epoch " + next.epoch() + " does not follow epoch " + epoch());
        }
        List<Config> longer = new ArrayList<>(chain);
        longer.add(next);
        // The genesis needs no activation: there is nothing to carry over. A listed virgin votes once it is durable.
        boolean activates = next.epoch() == Config.GENESIS_EPOCH && next.clusterOf(self) != null;
        return new Standing(self, longer, activates ? next.epoch() : activeEpoch);
    }
}
