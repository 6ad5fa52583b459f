package io.replicator.libp2p.kad;

import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One walk through the network towards a point. It asks the closest peers that it has heard of, hears of closer ones, and
 * ends when the closest k that did not fail have all answered. go-libp2p stops a little earlier, when three have, and then
 * asks the rest of the k without listening to them; the difference is that this walk still listens.
 *
 * <p>The thread that calls {@link #run} decides everything; each request runs on a virtual thread of its own and reports
 * back through a queue, so nothing here needs a lock.
 */
final class Lookup {

    private static final Logger log = LoggerFactory.getLogger(Lookup.class);

    /** Peers heard of beyond these are ignored, so that a liar cannot keep a lookup busy for ever. */
    static final int MAX_CANDIDATES = 1000;

    /** Sends the question of this lookup to a peer. */
    @FunctionalInterface
    interface Question {
        KadMessage ask(PeerId peer) throws IOException;
    }

    private enum State {
        HEARD_OF,
        ASKED,
        ANSWERED,
        FAILED
    }

    private record Answer(PeerId peer, Optional<KadMessage> message) {}

    private final int k;
    private final int concurrency;
    private final Duration timeout;
    private final Question question;
    private final BiPredicate<PeerId, KadMessage> enough;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final TreeMap<KadKey, PeerId> candidates;
    private final Map<PeerId, State> states = new HashMap<>();
    private int pending;

    /**
     * @param enough is told each answer, and says whether the lookup may end at once
     */
    Lookup(KadKey target, KadConfig config, Question question, BiPredicate<PeerId, KadMessage> enough) {
        this.k = config.bucketSize();
        this.concurrency = config.concurrency();
        this.timeout = config.lookupTimeout();
        this.question = question;
        this.enough = enough;
        this.candidates = new TreeMap<>(target::compareDistance);
    }

    /** Walks, and returns the peers that answered among the closest k, closest first. Blocks. */
    List<PeerId> run(Collection<PeerId> seeds) {
        seeds.forEach(this::hearOf);
        long end = System.nanoTime() + timeout.toNanos();
        try {
            ask();
            while (pending > 0) {
                Answer answer = answers.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (answer == null || take(answer)) {
                    break;
                }
                ask();
            }
        } catch (InterruptedException e) {
            // What has been found counts; the caller sees the interrupt.
            Thread.currentThread().interrupt();
        }
        return closest().filter(peer -> states.get(peer) == State.ANSWERED).toList();
    }

    private void hearOf(PeerId peer) {
        if (states.size() < MAX_CANDIDATES && states.putIfAbsent(peer, State.HEARD_OF) == null) {
            candidates.put(KadKey.of(peer), peer);
        }
    }

    /** The closest k that have not failed. */
    private Stream<PeerId> closest() {
        return candidates.values().stream()
                .filter(peer -> states.get(peer) != State.FAILED)
                .limit(k);
    }

    private void ask() {
        List<PeerId> next = closest()
                .filter(peer -> states.get(peer) == State.HEARD_OF)
                .limit(concurrency - pending)
                .toList();
        for (PeerId peer : next) {
            states.put(peer, State.ASKED);
            pending++;
            Thread.startVirtualThread(() -> answers.add(answer(peer)));
        }
    }

    private Answer answer(PeerId peer) {
        try {
            return new Answer(peer, Optional.of(question.ask(peer)));
        } catch (IOException | RuntimeException e) {
            // Whatever goes wrong, the walk must hear of it, or it would wait for this answer.
            log.debug("{} did not answer", peer, e);
            return new Answer(peer, Optional.empty());
        }
    }

    private boolean take(Answer answer) {
        pending--;
        if (answer.message.isEmpty()) {
            states.put(answer.peer, State.FAILED);
            return false;
        }
        KadMessage message = answer.message.get();
        states.put(answer.peer, State.ANSWERED);
        message.closerPeers().forEach(peer -> hearOf(peer.id()));
        return enough.test(answer.peer, message);
    }
}
