package io.replicator.engine.coordinator;

import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.port.Probe;
import io.replicator.engine.port.RandomSource;
import io.replicator.engine.quorum.Quorums;
import java.util.HashMap;
import java.util.Map;

/** What all work of one coordinator shares: the configuration, the time, the ways out, and the numbers given out. */
final class Shared {

    /** Bits of an attempt id that count; those above hold the boot. */
    private static final int ATTEMPT_BITS = 44;

    final NodeId self;
    final long boot;
    final Config config;
    final Quorums quorums;
    final Peers peers;
    final Home home;
    final Timers timers;
    final RandomSource random;
    final Probe probe;
    final Router router;
    /** The open rounds by their attempt ids. Looked up, never iterated. */
    final Map<Long, Round> rounds = new HashMap<>();
    /** The time of the event that is being handled, in microseconds of a clock that only goes forward. */
    long now;

    private long attempts;
    private long lastRound = Ballot.FIRST_CLASSIC_ROUND - 1;

    Shared(
            NodeId self,
            long boot,
            Config config,
            Quorums quorums,
            Peers peers,
            Home home,
            Timers timers,
            RandomSource random,
            Probe probe) {
        this.self = self;
        this.boot = boot;
        this.config = config;
        this.quorums = quorums;
        this.peers = peers;
        this.home = home;
        this.timers = timers;
        this.random = random;
        this.probe = probe;
        this.attempts = random.nextLong(1L << (ATTEMPT_BITS - 1));
        this.router = new Router(quorums, peers, home, probe);
    }

    long epoch() {
        return config.epoch();
    }

    /**
     * Attempt ids hold the boot count, so that an answer to an earlier boot matches none of this one, and count from a
     * random number, so that after the loss of a data folder, when boots count from 1 again, old answers match none either.
     */
    long nextAttempt() {
        return boot << ATTEMPT_BITS | ++attempts;
    }

    /**
     * A classic ballot above every round seen for its key. Its round is also above every round that this boot has given
     * out for any key, so that no ballot is ever issued twice, whatever is remembered of the key.
     */
    Ballot nextBallot(long highestSeenRound) {
        lastRound = Math.max(lastRound, highestSeenRound) + 1;
        return new Ballot(lastRound, self.store(), boot);
    }
}
