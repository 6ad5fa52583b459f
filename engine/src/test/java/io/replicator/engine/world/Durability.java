package io.replicator.engine.world;

import io.replicator.engine.model.Config;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.Vote;
import io.replicator.engine.quorum.Quorums;
import io.replicator.engine.quorum.ValueRule;
import io.replicator.engine.quorum.VoterSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * S2: what every classic quorum would yield to a recovery, were all nodes to lose now what they have not synced. Goes
 * through all smallest classic quorums, so it is for small networks.
 */
final class Durability {

    /** The smallest classic quorums by the sizes of the clusters. */
    private static final Map<List<Integer>, List<VoterSet>> SMALLEST = new HashMap<>();

    private Durability() {}

    static void check(World world, Key key, Pid pid) {
        Config config = world.config();
        Quorums quorums = new Quorums(config);
        KeyState[] states = new KeyState[quorums.voters()];
        for (SimNode node : world.nodes) {
            int voter = quorums.numberOf(node.id());
            if (voter >= 0) {
                states[voter] = node.disk.durable(key);
            }
        }
        List<Integer> shape =
                config.clusters().values().stream().map(List::size).toList();
        for (VoterSet quorum : SMALLEST.computeIfAbsent(shape, _ -> smallest(quorums))) {
            if (!yields(quorums, quorum, states, pid)) {
                throw new History.Broken("key " + key + " is acknowledged as " + pid
                        + ", but a recovery from the voters " + quorum + " could choose another one");
            }
        }
    }

    private static boolean yields(Quorums quorums, VoterSet quorum, KeyState[] states, Pid pid) {
        ValueRule rule = new ValueRule(quorums);
        for (int voter = quorum.next(0); voter >= 0; voter = quorum.next(voter + 1)) {
            // A disk that was lost for good is a voter that never answers.
            switch (states[voter]) {
                case null -> {
                    return true;
                }
                case KeyState.Committed committed -> {
                    return committed.pid().equals(pid);
                }
                case KeyState.Undecided undecided -> {
                    Vote vote = undecided.vote();
                    if (vote == null) {
                        rule.add(voter);
                    } else {
                        rule.add(voter, vote.ballot(), vote.pid());
                    }
                }
            }
        }
        return rule.choose() instanceof ValueRule.Must must && must.pid().equals(pid);
    }

    private static List<VoterSet> smallest(Quorums quorums) {
        List<VoterSet> found = new ArrayList<>();
        for (int bits = 0; bits < 1 << quorums.voters(); bits++) {
            VoterSet set = quorums.none();
            for (int voter = 0; voter < quorums.voters(); voter++) {
                if ((bits >> voter & 1) != 0) {
                    set.add(voter);
                }
            }
            if (quorums.isClassic(set) && isSmallest(quorums, set)) {
                found.add(set);
            }
        }
        return found;
    }

    private static boolean isSmallest(Quorums quorums, VoterSet set) {
        for (int voter = set.next(0); voter >= 0; voter = set.next(voter + 1)) {
            VoterSet less = set.copy();
            less.remove(voter);
            if (quorums.isClassic(less)) {
                return false;
            }
        }
        return true;
    }
}
