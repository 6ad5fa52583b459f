package io.replicator.engine.driver;

import io.replicator.engine.acceptor.Acceptor;
import io.replicator.engine.coordinator.Coordinator;
import io.replicator.engine.coordinator.Home;
import io.replicator.engine.coordinator.Peers;
import io.replicator.engine.coordinator.ReadCall;
import io.replicator.engine.coordinator.StoreCall;
import io.replicator.engine.coordinator.Timers;
import io.replicator.engine.membership.Standing;
import io.replicator.engine.message.Message;
import io.replicator.engine.message.Message.Answer;
import io.replicator.engine.message.Message.Ask;
import io.replicator.engine.message.Message.Commit;
import io.replicator.engine.message.Message.Hello;
import io.replicator.engine.message.Message.Relay;
import io.replicator.engine.message.Message.Relayed;
import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.KeyState.Committed;
import io.replicator.engine.model.KeyState.Undecided;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.ProtocolViolation;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.engine.port.Journal;
import io.replicator.engine.port.Probe;
import io.replicator.engine.port.RandomSource;
import io.replicator.engine.port.Transport;
import io.replicator.engine.quorum.Quorums;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One node of the protocol: takes events, and lets them act through its ports. Production and simulation run this very
 * class.
 *
 * <p>Use: {@link #now} with the time, then any events, then {@link #endTurn}; and again at the latest at {@link #nextDue}.
 * A turn may hold any number of events: what it sends and journals leaves together at its end. Not thread-safe: one
 * thread owns a driver. Any method throws {@link ProtocolViolation} when an assertion of protocol section 9 fails: the node
 * must stop at once.
 */
public final class Driver {

    private final NodeId self;
    private final ClusterId selfCluster;
    private final long boot;
    private final long run;
    private final Settings settings;
    private final Journal journal;
    private final Transport transport;
    private final RandomSource random;
    private final Probe probe;

    private final Timers timers = new Timers();
    private final Peers peers;
    private final KeyTable keys;
    private final Outbox outbox;
    private final AntiEntropy antiEntropy;
    private final Awaits awaits;
    /** What this node says to itself; it goes through the same handlers as everything else. */
    private final ArrayDeque<Message> toSelf = new ArrayDeque<>();
    /** The Hello of every node with a session. */
    private final Map<NodeId, Hello> hellos = new TreeMap<>();

    private final RefusedBytes refusedBytes = new RefusedBytes();

    private final Enrolment enrolment;
    private @Nullable Quorums quorums;
    private @Nullable Coordinator coordinator;
    private @Nullable Sweeper sweeper;
    private long now;
    /** The entry up to which even what nobody waits for is to be synced by now. */
    private long lazyWanted;

    /** What the coordinator asks of this node. */
    private final Home home = new Home() {
        @Override
        public KeyState state(Key key) {
            return keys.get(key).state();
        }

        @Override
        public void send(NodeId to, Message message) {
            Driver.this.send(to, message);
        }

        @Override
        public void commit(Key key, Committed committed) {
            Driver.this.commit(key, committed);
        }
    };

    /** A driver for the store that this journal holds; {@code nowMicros} begins its time. */
    public Driver(
            PeerId peer,
            ClusterId cluster,
            Settings settings,
            Journal journal,
            Transport transport,
            RandomSource random,
            Probe probe,
            long nowMicros) {
        Journal.Recovered recovered = journal.recovered();
        this.self = new NodeId(peer, recovered.store());
        this.selfCluster = cluster;
        this.boot = recovered.boot();
        this.run = random.nextLong(Long.MAX_VALUE);
        this.settings = settings;
        this.journal = journal;
        this.transport = transport;
        this.random = random;
        this.probe = probe;
        this.now = nowMicros;
        this.peers = new Peers(self, cluster);
        this.keys = new KeyTable(journal);
        this.outbox = new Outbox(this::send);
        this.antiEntropy = new AntiEntropy(
                journal,
                keys,
                new HashMap<>(recovered.pulledFrom()),
                this::send,
                this::fetch,
                probe,
                timers,
                () -> now);
        this.awaits = new Awaits(timers, this::read);
        this.enrolment = new Enrolment(
                new Standing(self, recovered.chain(), recovered.activeEpoch()),
                cluster,
                settings.founding(),
                journal,
                this::send,
                probe,
                now);
        if (standing().isVirgin()) {
            foundInTime();
        } else {
            configure();
        }
        every(Settings.LOCAL_COMPARE_MICROS, () -> compare(true));
        every(Settings.REMOTE_COMPARE_MICROS, () -> compare(false));
        every(Settings.MEMBERSHIP_MICROS, () -> enrolment.repeat(hellos.values()));
        every(Settings.LAZY_SYNC_MICROS, () -> lazyWanted = keys.appended());
    }

    // ---- What the outside tells.

    /** The time of what follows, in microseconds of a clock that only goes forward; fires what is due. */
    public void now(long micros) {
        now = Math.max(now, micros);
        awaits.now(now);
        if (coordinator != null) {
            coordinator.now(now);
        }
        timers.fire(now);
        drain();
    }

    /** When {@link #now} is to be called at the latest. */
    public long nextDue() {
        return timers.nextDue();
    }

    /** Ends a turn: hands what it wrote to the journal and what it said to the transport. */
    public void endTurn() {
        drain();
        long wanted = Math.max(outbox.wanted(), lazyWanted);
        journal.flush(Math.max(wanted, enrolment.wanted()));
        transport.flush();
    }

    /**
     * The journal got on.
     *
     * @param written entries up to this one show when the journal is read
     * @param synced entries up to this one are on stable storage
     */
    public void journaled(long written, long synced) {
        keys.written(written);
        outbox.synced(synced);
        boolean wasVirgin = standing().isVirgin();
        if (enrolment.synced(synced)) {
            takePart(wasVirgin);
        }
        drain();
    }

    /** A session to this node is open, by which messages can be sent from now on; also when its Hello has changed. */
    public void sessionOpened(Hello hello, long roundTripMicros) {
        if (hello.network() != null
                && standing().network() != null
                && !hello.network().equals(standing().network())) {
            probe.event("node " + hello.node() + " belongs to the foreign network "
                    + hello.network().shortText() + ", and was left alone");
            return;
        }
        hellos.put(hello.node(), hello);
        peers.up(hello.node(), roundTripMicros);
        if (sweeper != null && isVoter(hello.node())) {
            sweeper.voterReturned(now);
        }
        enrolment.met(hello, now);
        if (hello.network() != null
                && standing().network() != null
                && hello.epoch() <= standing().epoch()) {
            antiEntropy.compareWith(hello.node());
        }
        drain();
    }

    /** The last session to this node is closed. */
    public void sessionClosed(NodeId node) {
        hellos.remove(node);
        peers.down(node);
        antiEntropy.left(node);
        enrolment.left(node);
    }

    /** A message came; the session vouches for who sent it, and that it belongs to this node's network. */
    public void received(NodeId from, Message message) {
        peers.heardFrom(from, now);
        handle(from, message);
        drain();
    }

    /** A client wants to take a key; {@code call.done()} is told the outcome, perhaps before this returns. */
    public void store(StoreCall call) {
        if (coordinator == null) {
            call.done().accept(new StoreOutcome.NotAttempted(call.txId(), "this node belongs to no network yet"));
        } else {
            coordinator.store(call);
            drain();
        }
    }

    /** A client wants to know a key. */
    public void read(ReadCall call) {
        if (coordinator == null) {
            call.done().accept(new ReadOutcome.Unavailable("this node belongs to no network yet"));
        } else {
            coordinator.read(call);
            drain();
        }
    }

    /** A client wants to know a key once it is taken; the last answer counts when the deadline comes first. */
    public void await(ReadCall call) {
        awaits.await(call);
        drain();
    }

    // ---- What the outside may look at.

    public NodeId self() {
        return self;
    }

    public ClusterId cluster() {
        return selfCluster;
    }

    public Standing standing() {
        return enrolment.standing();
    }

    /** What this node says of itself when a session opens. */
    public Hello hello(int wireVersion) {
        return new Hello(
                wireVersion,
                standing().network(),
                self,
                selfCluster,
                boot,
                standing().epoch(),
                standing().isVirgin() && settings.founding().founder(),
                run);
    }

    /** The Hello of every node with a session, in order. */
    public List<Hello> sessions() {
        return List.copyOf(hellos.values());
    }

    public long roundTripMicros(NodeId node) {
        return peers.roundTripMicros(node);
    }

    /** Whether voters that contain a classic quorum answer at the moment, as far as this node knows. */
    public boolean quorumAnswers() {
        return peers.quorumAnswers();
    }

    /** Whether this node answers at the moment, as far as is known. */
    public boolean answers(NodeId node) {
        return node.equals(self) || peers.answers(node);
    }

    /** How many virgin nodes are here to found a network, this one included; 0 in a network. */
    public int virgins() {
        return enrolment.virgins();
    }

    public @Nullable Quorums quorums() {
        return quorums;
    }

    /** Since when the key is undecided at this node, in microseconds; -1 if it is not known to be. */
    public long undecidedSince(Key key) {
        return sweeper == null ? -1 : sweeper.since(key);
    }

    /** Keys that are being worked on. */
    public int openKeys() {
        return coordinator == null ? 0 : coordinator.open();
    }

    /** Reservations that are undecided here, as far as they are watched. */
    public int openReservations() {
        return sweeper == null ? 0 : sweeper.watching();
    }

    // ---- Messages.

    private void send(NodeId to, Message message) {
        if (to.equals(self)) {
            toSelf.add(message);
        } else {
            transport.send(to, message);
        }
    }

    private void drain() {
        for (Message message = toSelf.poll(); message != null; message = toSelf.poll()) {
            handle(self, message);
        }
    }

    private void handle(NodeId from, Message message) {
        switch (message) {
            case Ask ask -> onAsk(from, ask);
            case Answer answer -> onAnswer(from, answer);
            case Relay relay -> onRelay(from, relay);
            case Relayed relayed -> onAnswered(relayed.voter(), relayed.answer());
            case Commit commit -> onCommit(from, commit);
            case Message.Genesis genesis -> enrolment.learn(List.of(genesis.config()), true);
            case Message.PullConfigs pull -> {
                if (!standing().isVirgin()) {
                    send(from, new Message.Configs(standing().chain()));
                }
            }
            case Message.Configs configs -> enrolment.learn(configs.chain(), false);
            case Message.Digest digest -> {
                if (!standing().isVirgin()) {
                    antiEntropy.onDigest(from, isVoter(from), digest, now);
                }
            }
            case Message.Pull pull -> antiEntropy.onPull(from, pull);
            case Message.Pulled pulled -> {
                if (!standing().isVirgin()) {
                    antiEntropy.onPulled(from, pulled, now);
                }
            }
        }
    }

    private void onAsk(NodeId from, Ask ask) {
        Config config = standing().config();
        if (config == null || !isGenuine(config, ask)) {
            return;
        }
        KeyTable.Known known = keys.get(ask.key());
        if (!(known.state() instanceof Committed) && !standing().votesIn(ask.epoch())) {
            Reply wrong = new Reply.WrongEpoch(standing().chain());
            send(from, new Answer(ask.epoch(), ask.key(), ask.attempt(), ask.origin(), wrong));
            if (ask.epoch() > standing().epoch()) {
                send(from, new Message.PullConfigs(standing().epoch() + 1));
            }
            return;
        }
        Request request = refusedBytes.complete(ask.key(), ask.request());
        Acceptor.Decision decision = Acceptor.decide(known.state(), request);
        long entry = known.entry();
        KeyState changed = decision.changed();
        if (decision.reply() instanceof Reply.Denied || decision.reply() instanceof Reply.Rejected) {
            refusedBytes.keep(ask.key(), request);
        }
        if (changed != null) {
            entry = keys.put(ask.key(), changed);
            if (sweeper != null && changed instanceof Undecided undecided && undecided.vote() != null) {
                sweeper.voted(ask.key(), now);
            }
        }
        outbox.send(from, new Answer(ask.epoch(), ask.key(), ask.attempt(), ask.origin(), decision.reply()), entry);
    }

    /**
     * Received bytes hash to their pid (protocol section 9), and system keys are proposed by membership changes alone. What
     * is not genuine gets no answer, as if it had been lost.
     */
    private boolean isGenuine(Config config, Ask ask) {
        if (ask.key().isSystem()) {
            return false;
        }
        return switch (ask.request()) {
            case Request.Propose propose -> hashes(config, ask.key(), propose.txId(), propose.value(), propose.pid());
            case Request.Accept accept ->
                accept.value() == null || hashes(config, ask.key(), accept.txId(), accept.value(), accept.pid());
            default -> true;
        };
    }

    private static boolean hashes(Config config, Key key, TxId txId, Value value, Pid pid) {
        return Pid.of(config.network(), key, txId, value).equals(pid);
    }

    private void onAnswer(NodeId from, Answer answer) {
        PeerId origin = answer.origin();
        if (origin == null || origin.equals(self.peer())) {
            onAnswered(from, answer);
        } else {
            NodeId coordinating = peers.session(origin);
            if (coordinating != null) {
                send(coordinating, new Relayed(from, answer));
            }
        }
    }

    private void onAnswered(NodeId voter, Answer answer) {
        if (coordinator != null) {
            coordinator.answered(voter, answer);
        }
    }

    private void onRelay(NodeId from, Relay relay) {
        Message passedOn = switch (relay.message()) {
            case Ask ask -> new Ask(ask.epoch(), ask.key(), ask.attempt(), from.peer(), ask.request());
            default -> relay.message();
        };
        for (NodeId voter : relay.voters()) {
            send(voter, passedOn);
        }
    }

    private void onCommit(NodeId from, Commit commit) {
        Coordinator active = coordinator;
        if (active == null || commit.key().isSystem()) {
            return;
        }
        KeyState state = keys.get(commit.key()).state();
        if (state instanceof Undecided undecided
                && undecided.vote() != null
                && undecided.vote().pid().equals(commit.pid())) {
            commit(
                    commit.key(),
                    new Committed(commit.pid(), commit.txId(), undecided.vote().value()));
        } else if (state instanceof Committed committed) {
            checkSame(commit.key(), committed, commit.pid());
        } else {
            active.outcomeKnown(from, commit.key(), commit.pid(), commit.txId(), commit.value());
        }
    }

    /** Anti-entropy found that a key is committed elsewhere. */
    private void fetch(NodeId from, Message.Pulled.Entry entry) {
        if (coordinator != null) {
            coordinator.pull(from, entry.key(), entry.pid());
        }
    }

    private void commit(Key key, Committed committed) {
        KeyState state = keys.get(key).state();
        if (state instanceof Committed known) {
            checkSame(key, known, committed.pid());
            return;
        }
        keys.put(key, committed);
        if (sweeper != null) {
            sweeper.settled(key);
        }
        if (coordinator != null) {
            coordinator.committedHere(key, committed);
        }
        awaits.committed(key, committed);
    }

    private static void checkSame(Key key, Committed known, Pid other) {
        if (!known.pid().equals(other)) {
            throw new ProtocolViolation(
                    "key " + key + " is committed to " + known.pid() + ", and is said to be to " + other);
        }
    }

    // ---- Membership.

    private void foundInTime() {
        if (standing().isVirgin()) {
            enrolment.found(now, random::nextLong);
            timers.at(now + Settings.FOUNDING_MICROS, this::foundInTime);
        }
    }

    /** A new standing is in force: act by it, and tell those who may not know. */
    private void takePart(boolean wasVirgin) {
        configure();
        enrolment.repeat(hellos.values());
        if (wasVirgin) {
            hellos.values().stream()
                    .filter(hello -> hello.network() != null)
                    .forEach(hello -> antiEntropy.compareWith(hello.node()));
        }
    }

    private void configure() {
        Config config = standing().config();
        if (config == null) {
            return;
        }
        Quorums next = new Quorums(config);
        quorums = next;
        peers.configure(next);
        Coordinator active = new Coordinator(
                self,
                boot,
                config,
                next,
                peers,
                home,
                timers,
                random,
                probe,
                chain -> enrolment.learn(chain, false),
                key -> {
                    if (sweeper != null) {
                        sweeper.wake(key, now);
                    }
                });
        active.now(now);
        coordinator = active;
        probe.event(
                "epoch " + config.epoch() + " of network " + config.network().shortText() + ": voters "
                        + config.clusters().entrySet().stream()
                                .map(cluster -> cluster.getKey() + "="
                                        + cluster.getValue().size())
                                .collect(Collectors.joining(", "))
                        + (standing().isVoter() ? "; this node votes" : "; this node is a learner"));
        if (standing().isVoter()) {
            Sweeper fresh = new Sweeper(
                    journal, next.numberOf(self), random.nextLong(Sweeper.JITTER_MICROS), this::finishOrphan);
            sweeper = fresh;
            fresh.resume(now);
            every(Sweeper.INTERVAL_MICROS, () -> fresh.sweep(now));
        }
    }

    /** Only votes are finished; a promise alone reserves nothing. */
    private void finishOrphan(Key key) {
        boolean reserved = keys.get(key).state() instanceof Undecided undecided && undecided.vote() != null;
        if (coordinator != null && reserved) {
            coordinator.sweep(key);
        } else if (sweeper != null) {
            sweeper.settled(key);
        }
    }

    private boolean isVoter(NodeId node) {
        return quorums != null && quorums.numberOf(node) >= 0;
    }

    // ---- What happens by itself.

    private void every(long micros, Runnable action) {
        timers.at(now + micros, () -> {
            action.run();
            every(micros, action);
        });
    }

    /** Compares with one voter, drawn at random: of the own cluster, or of another one. */
    private void compare(boolean local) {
        Quorums known = quorums;
        if (known == null) {
            return;
        }
        List<NodeId> candidates = new ArrayList<>();
        for (NodeId node : peers.sessions()) {
            int voter = known.numberOf(node);
            if (voter >= 0 && known.cluster(known.clusterOf(voter)).equals(selfCluster) == local) {
                candidates.add(node);
            }
        }
        if (!candidates.isEmpty()) {
            antiEntropy.compareWith(candidates.get((int) random.nextLong(candidates.size())));
        }
    }
}
