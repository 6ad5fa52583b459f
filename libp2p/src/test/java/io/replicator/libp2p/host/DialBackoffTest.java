package io.replicator.libp2p.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class DialBackoffTest {

    private final PeerId peer = PrivateKey.generateEd25519(new SecureRandom()).peerId();
    private final Multiaddr address = Multiaddr.parse("/ip4/10.0.0.1/tcp/1");
    private Instant now = Instant.EPOCH;
    private final DialBackoff backoff = new DialBackoff(() -> now);

    @Test
    void growsWithTheSquareOfTheFailuresUpToFiveMinutes() {
        assertTrue(backoff.remaining(peer, address).isZero());
        for (long pause : new long[] {6, 9, 14, 21}) {
            backoff.failed(peer, address);
            assertEquals(Duration.ofSeconds(pause), backoff.remaining(peer, address));
        }
        for (int i = 0; i < 50; i++) {
            backoff.failed(peer, address);
        }
        assertEquals(DialBackoff.MAX, backoff.remaining(peer, address));
        now = now.plus(DialBackoff.MAX);
        assertTrue(backoff.remaining(peer, address).isZero());
    }

    @Test
    void aSuccessEndsIt() {
        backoff.failed(peer, address);
        backoff.succeeded(peer, address);
        assertTrue(backoff.remaining(peer, address).isZero());
        backoff.failed(peer, address);
        assertEquals(Duration.ofSeconds(6), backoff.remaining(peer, address));
    }

    @Test
    void forgetsTheOldestBeyondItsLimit() {
        backoff.failed(peer, address);
        for (int i = 0; i < DialBackoff.MAX_ENTRIES; i++) {
            backoff.failed(peer, Multiaddr.parse("/ip4/10.0." + i / 256 + "." + i % 256 + "/tcp/2"));
        }
        assertTrue(backoff.remaining(peer, address).isZero());
    }
}
