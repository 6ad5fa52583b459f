package io.replicator.engine.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.Samples;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.ProtocolViolation;
import org.junit.jupiter.api.Test;

class StandingTest {

    private final Config genesis = Samples.config(3);
    private final NodeId voter = genesis.voters().getFirst();
    private final NodeId stranger = Samples.node("stranger", 99);

    private Config next(Hash256 previous, long epoch) {
        return new Config(Samples.NETWORK, epoch, previous, Samples.clusters(3, 3));
    }

    @Test
    void virginBelongsToNothing() {
        Standing virgin = Standing.virgin(voter);
        assertTrue(virgin.isVirgin());
        assertFalse(virgin.isVoter());
        assertFalse(virgin.votesIn(0));
        assertNull(virgin.network());
        assertNull(virgin.config());
        assertEquals(0, virgin.epoch());
    }

    @Test
    void listedVirginBecomesAVoter() {
        Standing standing = Standing.virgin(voter).with(genesis);
        assertTrue(standing.isVoter());
        assertTrue(standing.votesIn(1));
        assertEquals(Samples.NETWORK, standing.network());
    }

    @Test
    void unlistedVirginBecomesALearner() {
        Standing standing = Standing.virgin(stranger).with(genesis);
        assertFalse(standing.isVirgin());
        assertFalse(standing.isVoter());
    }

    @Test
    void wipedVoterIsALearner() {
        NodeId wiped = Samples.node(voter.peer().text(), 77);
        assertFalse(Standing.virgin(wiped).with(genesis).isVoter());
    }

    @Test
    void repeatedConfigurationChangesNothing() {
        Standing standing = Standing.virgin(voter).with(genesis);
        assertSame(standing, standing.with(genesis));
    }

    @Test
    void knowingTheNextEpochIsNotVotingInIt() {
        Standing standing = Standing.virgin(voter).with(genesis).with(next(genesis.hash(), 2));
        assertEquals(2, standing.epoch());
        assertTrue(standing.votesIn(1));
        assertFalse(standing.votesIn(2));
        assertFalse(standing.isVoter());
    }

    @Test
    void refusesTwoConfigurationsOfOneEpoch() {
        Standing standing = Standing.virgin(voter).with(genesis);
        Config other = new Config(Samples.NETWORK, 1, Hash256.ZERO, Samples.clusters(4));
        assertThrows(ProtocolViolation.class, () -> standing.with(other));
    }

    @Test
    void refusesABrokenChain() {
        Standing standing = Standing.virgin(voter).with(genesis);
        assertThrows(ProtocolViolation.class, () -> standing.with(next(Hash256.ZERO, 2)));
        assertThrows(ProtocolViolation.class, () -> standing.with(next(genesis.hash(), 3)));
        assertThrows(ProtocolViolation.class, () -> Standing.virgin(voter).with(next(genesis.hash(), 2)));
    }

    @Test
    void refusesTheChainOfAnotherNetwork() {
        Standing standing = Standing.virgin(voter).with(genesis);
        Config foreign = new Config(NetworkId.of(stranger, 1), 2, genesis.hash(), Samples.clusters(3));
        assertThrows(ProtocolViolation.class, () -> standing.with(foreign));
    }
}
