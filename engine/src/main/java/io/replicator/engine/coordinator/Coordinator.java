package io.replicator.engine.coordinator;

import io.replicator.engine.message.Message.Answer;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.KeyState.Committed;
import io.replicator.engine.model.KeyState.Undecided;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.model.Vote;
import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.engine.port.Probe;
import io.replicator.engine.port.RandomSource;
import io.replicator.engine.quorum.Quorums;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The proposer's side of a node in one epoch (protocol section 5): finds out what can be said at once, and gives the rest
 * to the {@link KeyWork} of its key. Volatile: a crash loses nothing but the answer to the client. Not thread-safe.
 */
public final class Coordinator {

    /** How long the sweeper stays with a key before it lets go, to come back later. */
    static final long SWEEP_MICROS = 10_000_000;
    /** With so many keys in work, bytes of commits are no longer fetched one by one: anti-entropy brings them. */
    static final int MAX_PULLS = 16_384;

    private final Shared shared;
    private final boolean voter;
    private final Consumer<List<Config>> onOtherConfigs;
    private final Consumer<Key> onReserved;
    /** Looked up, never iterated. */
    private final Map<Key, KeyWork> works = new HashMap<>();

    /**
     * @param onOtherConfigs is told the configurations that a voter of another epoch answers with
     * @param onReserved is told of a key whose reservation here turned a proposal away, so that the sweeper looks at it
     */
    public Coordinator(
            NodeId self,
            long boot,
            Config config,
            Quorums quorums,
            Peers peers,
            Home home,
            Timers timers,
            RandomSource random,
            Probe probe,
            Consumer<List<Config>> onOtherConfigs,
            Consumer<Key> onReserved) {
        this.shared = new Shared(self, boot, config, quorums, peers, home, timers, random, probe);
        this.voter = quorums.numberOf(self) >= 0;
        this.onOtherConfigs = onOtherConfigs;
        this.onReserved = onReserved;
    }

    /** The time of all that follows, in microseconds of a clock that only goes forward. */
    public void now(long micros) {
        shared.now = micros;
    }

    /** How many keys are being worked on. */
    public int open() {
        return works.size();
    }

    /** Takes a proposal on; its outcome may be told before this returns. */
    public void store(StoreCall call) {
        Pid pid = Pid.of(shared.config.network(), call.key(), call.txId(), call.value());
        KeyState state = shared.home.state(call.key());
        if (state instanceof Committed committed) {
            call.done().accept(KeyWork.outcome(call, pid, committed.pid(), committed.txId(), false, shared.config));
            return;
        }
        Vote held = voter ? ((Undecided) state).vote() : null;
        if (held != null && !held.pid().equals(pid)) {
            StoreOutcome known = heldByAnother(call, held);
            if (known != null) {
                call.done().accept(known);
                onReserved.accept(call.key());
                return;
            }
        }
        if (!shared.peers.reachesQuorum()) {
            call.done()
                    .accept(new StoreOutcome.NotAttempted(
                            call.txId(), "this node reaches no majority of nodes in a majority of clusters"));
            return;
        }
        KeyWork work = work(call.key());
        work.propose(pid, pending(call));
    }

    private PendingStore pending(StoreCall call) {
        return new PendingStore(call, shared.timers, pending -> {
            KeyWork work = works.get(call.key());
            if (work != null) {
                work.expire(pending);
            }
        });
    }

    /**
     * The own voter's reservation settles a request only if nothing of it can have been sent before (protocol section 5,
     * Start); a transaction id that the client supplied may have been, at any node.
     */
    private @Nullable StoreOutcome heldByAnother(StoreCall call, Vote held) {
        if (held.txId().equals(call.txId())) {
            return new StoreOutcome.TxReused(call.txId(), held.pid());
        }
        if (!call.madeHere()) {
            return null;
        }
        boolean sameValue = Pid.of(shared.config.network(), call.key(), held.txId(), call.value())
                .equals(held.pid());
        return new StoreOutcome.KeyReserved(call.txId(), held.txId(), held.pid(), sameValue);
    }

    /** Answers a read; here if the key is committed here, otherwise by asking. */
    public void read(ReadCall call) {
        if (shared.home.state(call.key()) instanceof Committed committed) {
            call.done().accept(new ReadOutcome.Found(committed));
            return;
        }
        if (!shared.peers.reachesQuorum()) {
            call.done()
                    .accept(new ReadOutcome.Unavailable(
                            "this node reaches no majority of nodes in a majority of clusters"));
            return;
        }
        work(call.key()).read(new Read(shared, call));
    }

    /** Finishes an orphaned reservation, unless the key is being worked on anyway. */
    public void sweep(Key key) {
        if (works.containsKey(key)) {
            return;
        }
        shared.probe.orphanTaken();
        work(key).sweep(shared.now + SWEEP_MICROS);
    }

    /** A voter answered; an answer to an attempt that is over is dropped. */
    public void answered(NodeId from, Answer answer) {
        Round round = shared.rounds.get(answer.attempt());
        int number = shared.quorums.numberOf(from);
        if (round != null && number >= 0) {
            round.answer(number, answer.reply());
        }
    }

    /** Somebody says that the key has its outcome, and may have left out the bytes. */
    public void outcomeKnown(NodeId from, Key key, Pid pid, TxId txId, @Nullable Value value) {
        if (!works.containsKey(key) && works.size() >= MAX_PULLS) {
            return;
        }
        KeyWork work = work(key);
        work.outcomeKnown(pid, txId, value, shared.quorums.numberOf(from));
        endIfUnwanted(work);
    }

    /** Anti-entropy learnt that the key is committed; its bytes are at this voter, and probably elsewhere. */
    public void pull(NodeId from, Key key, Pid pid) {
        if (works.containsKey(key) || works.size() < MAX_PULLS) {
            work(key).pull(pid, shared.quorums.numberOf(from));
        }
    }

    /** The key is committed at this node, by whatever way the outcome came. */
    public void committedHere(Key key, Committed committed) {
        KeyWork work = works.get(key);
        if (work != null) {
            work.committedHere(committed);
        }
    }

    private KeyWork work(Key key) {
        return works.computeIfAbsent(key, k -> new KeyWork(shared, this, k));
    }

    void endIfUnwanted(KeyWork work) {
        if (!work.isWanted()) {
            ended(work);
        }
    }

    void ended(KeyWork work) {
        work.close();
        works.remove(work.key, work);
    }

    void otherConfigs(List<Config> chain) {
        onOtherConfigs.accept(chain);
    }
}
