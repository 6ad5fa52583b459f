package io.replicator.libp2p.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PeerStoreTest {

    private static final Multiaddr FIRST = Multiaddr.parse("/ip4/10.0.0.1/tcp/1");
    private static final Multiaddr SECOND = Multiaddr.parse("/ip4/10.0.0.2/tcp/2");

    private Instant now = Instant.EPOCH;
    private final PeerStore store = new PeerStore(3, () -> now, _ -> false);
    private final PrivateKey key = PrivateKey.generateEd25519(new SecureRandom());
    private final PeerId peer = key.peerId();

    @Test
    void forgetsAddressesWhenTheirTimeIsOver() {
        store.addAddresses(peer, List.of(FIRST), Duration.ofMinutes(1));
        store.addAddresses(peer, List.of(SECOND), Duration.ofMinutes(5));
        now = now.plus(Duration.ofMinutes(2));
        assertEquals(List.of(SECOND), store.addresses(peer));
    }

    @Test
    void prolongsButNeverShortensAnAddress() {
        store.addAddresses(peer, List.of(FIRST), Duration.ofMinutes(5));
        store.addAddresses(peer, List.of(FIRST), Duration.ofMinutes(1));
        now = now.plus(Duration.ofMinutes(4));
        assertEquals(List.of(FIRST), store.addresses(peer));
    }

    @Test
    void replacesAllButPermanentAddresses() {
        Multiaddr third = Multiaddr.parse("/ip4/10.0.0.3/tcp/3");
        store.addAddresses(peer, List.of(FIRST), PeerStore.PERMANENT);
        store.addAddresses(peer, List.of(SECOND), PeerStore.CONNECTED);
        store.replaceAddresses(peer, List.of(third), PeerStore.CONNECTED);
        assertEquals(List.of(FIRST, third), store.addresses(peer));
    }

    @Test
    void cutsOffThePeer() {
        store.addAddresses(peer, List.of(FIRST.withPeer(peer)), PeerStore.CONNECTED);
        assertEquals(List.of(FIRST), store.addresses(peer));
    }

    @Test
    void limitsAddressesAndProtocols() {
        store.addAddresses(
                peer,
                IntStream.range(1, 200)
                        .mapToObj(i -> Multiaddr.parse("/ip4/10.0.0.1/tcp/" + i))
                        .toList(),
                PeerStore.CONNECTED);
        assertEquals(PeerStore.MAX_ADDRESSES, store.addresses(peer).size());
        store.setProtocols(
                peer, IntStream.range(0, 1000).mapToObj(i -> "/p/" + i).toList());
        assertEquals(PeerStore.MAX_PROTOCOLS, store.protocols(peer).size());
    }

    @Test
    void whatWasHeardGivesWayToWhatIsKnownBetter() {
        List<Multiaddr> hearsay = IntStream.rangeClosed(1, PeerStore.MAX_ADDRESSES)
                .mapToObj(i -> Multiaddr.parse("/ip4/10.9.9.9/tcp/" + i))
                .toList();
        store.addAddresses(peer, hearsay, PeerStore.TEMPORARY);
        store.addAddresses(peer, List.of(FIRST), PeerStore.CONNECTED);
        now = now.plusSeconds(1);
        store.addAddresses(peer, List.of(SECOND), PeerStore.TEMPORARY);
        assertEquals(PeerStore.MAX_ADDRESSES, store.addresses(peer).size());
        assertTrue(store.addresses(peer).containsAll(List.of(FIRST, SECOND)));
    }

    @Test
    void hearsayPushesOutNothingThatIsKnownBetter() {
        store.addAddresses(peer, List.of(FIRST), PeerStore.CONNECTED);
        for (int i = 1; i <= 2 * PeerStore.MAX_ADDRESSES; i++) {
            now = now.plusSeconds(1);
            store.addAddresses(peer, List.of(Multiaddr.parse("/ip4/10.9.9.9/tcp/" + i)), PeerStore.TEMPORARY);
        }
        assertTrue(store.addresses(peer).contains(FIRST));
    }

    @Test
    void forgetsThePeerThatWasUpdatedLeastRecently() {
        PeerId permanent = newPeer();
        PeerId old = newPeer();
        store.addAddresses(permanent, List.of(FIRST), PeerStore.PERMANENT);
        store.setProtocols(old, List.of("/old"));
        store.setProtocols(peer, List.of("/p"));
        PeerId added = newPeer();
        store.setProtocols(added, List.of("/new"));
        assertEquals(Set.of(permanent, peer, added), store.peers());
    }

    @Test
    void keepsTheNewestSignedRecordOnly() {
        assertTrue(store.setSignedRecord(peer, new byte[] {1}, 5));
        assertFalse(store.setSignedRecord(peer, new byte[] {2}, 5));
        assertFalse(store.setSignedRecord(peer, new byte[] {3}, 4));
        assertTrue(store.setSignedRecord(peer, new byte[] {4}, -1));
        assertEquals(4, store.signedRecord(peer).orElseThrow()[0]);
    }

    @Test
    void refusesTheKeyOfAnotherPeer() {
        store.setKey(peer, key.publicKey());
        assertEquals(Optional.of(key.publicKey()), store.key(peer));
        PeerId other = newPeer();
        assertThrows(IllegalArgumentException.class, () -> store.setKey(other, key.publicKey()));
    }

    private static PeerId newPeer() {
        return PrivateKey.generateEd25519(new SecureRandom()).peerId();
    }
}
