package io.replicator.libp2p.discovery;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.replicator.libp2p.kad.KadPeer;
import io.replicator.libp2p.multiformats.Cid;
import io.replicator.libp2p.multiformats.PeerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RendezvousDiscoveryTest {

    private static KadPeer peer(int number) {
        return new KadPeer(PeerId.ofKey(new byte[] {(byte) number}), List.of(), false);
    }

    /** What go-libp2p makes of the same name. */
    @Test
    void mapsANameToTheSameKeyAsGo() {
        assertEquals(
                "bafkreieu4w5sxdg76ptf6kqyvb3zwlcczk4iqi5yyoeuwheqyp74b6j37a",
                Cid.v1(Cid.RAW, RendezvousDiscovery.key("my-app/rendezvous")).toString());
        assertEquals(Duration.ofMinutes(157).plusSeconds(30), RendezvousDiscovery.RENEWAL);
    }

    @Test
    void tellsOfAPeerOnceUntilASearchMissesIt() {
        List<List<KadPeer>> rounds = new ArrayList<>(
                List.of(List.of(peer(1)), List.of(peer(1), peer(2)), List.of(peer(2)), List.of(peer(1), peer(2))));
        List<KadPeer> told = new ArrayList<>();
        Search search = new Search(rounds::removeFirst, told::add, Duration.ofSeconds(1), Duration.ofSeconds(3));
        List<Duration> waits = List.of(search.next(), search.next(), search.next(), search.next());
        assertEquals(List.of(peer(1), peer(2), peer(1)), told);
        assertEquals(
                List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(3)),
                waits);
    }

    @Test
    void neverWaitsLongerThanAsked() {
        Search search = new Search(List::of, peer -> {}, Duration.ofSeconds(1), Duration.ofMillis(5));
        assertEquals(Duration.ofMillis(5), search.next());
    }

    @Test
    void repeatsUntilClosedAndSurvivesFailures() {
        AtomicInteger rounds = new AtomicInteger();
        AtomicBoolean ended = new AtomicBoolean();
        Repetition repetition = Repetition.start(
                () -> {
                    rounds.incrementAndGet();
                    return Duration.ofMillis(1);
                },
                () -> ended.set(true));
        await().until(() -> rounds.get() > 3);
        repetition.close();
        await().until(ended::get);

        AtomicBoolean failed = new AtomicBoolean();
        Repetition failing = Repetition.start(
                () -> {
                    failed.set(true);
                    throw new IllegalStateException("as the test wants it");
                },
                () -> ended.set(false));
        await().until(failed::get);
        failing.close();
        await().until(() -> !ended.get());
    }
}
