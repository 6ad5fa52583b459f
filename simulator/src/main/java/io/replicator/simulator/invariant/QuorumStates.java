package io.replicator.simulator.invariant;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.Pid;
import io.replicator.engine.quorum.Quorums;
import io.replicator.engine.quorum.VoterSet;
import io.replicator.simulator.world.SimNode;
import io.replicator.simulator.world.World;
import org.jspecify.annotations.Nullable;

/** What the voters of a world hold on stable storage of a key, by their numbers. */
final class QuorumStates {

    private final World world;
    private @Nullable Quorums quorums;
    private @Nullable KeyState[] states = {};
    /** The peer of each voter, which may have lost the disk that made it one. */
    private SimNode[] peers = {};

    QuorumStates(World world) {
        this.world = world;
    }

    private Quorums quorums() {
        if (quorums == null) {
            quorums = new Quorums(world.config());
            states = new KeyState[quorums.voters()];
            peers = new SimNode[states.length];
            for (int voter = 0; voter < peers.length; voter++) {
                peers[voter] = world.peer(quorums.voter(voter).peer());
            }
        }
        return quorums;
    }

    /** Voters out of which a recovery could choose something else than this proposal; null if there are none. */
    @Nullable
    VoterSet counterexample(Key key, Pid pid) {
        Quorums known = quorums();
        for (int voter = 0; voter < states.length; voter++) {
            SimNode node = peers[voter];
            // A disk that was lost for good is a voter that never answers.
            states[voter] = node.id().equals(known.voter(voter)) ? node.disk().durable(key) : null;
        }
        return Survival.counterexample(known, states, pid);
    }
}
