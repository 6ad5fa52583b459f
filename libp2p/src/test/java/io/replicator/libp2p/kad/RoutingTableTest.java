package io.replicator.libp2p.kad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.multiformats.PeerId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutingTableTest {

    private static final int K = 3;

    private Instant now = Instant.EPOCH;
    private final PeerId self = peer(0);
    private final RoutingTable table = new RoutingTable(self, K, () -> now);

    private static PeerId peer(int number) {
        return PeerId.ofKey(("peer " + number).getBytes(StandardCharsets.UTF_8));
    }

    private List<PeerId> peersWithPrefix(int prefix, int count) {
        List<PeerId> peers = new ArrayList<>();
        for (int i = 1; peers.size() < count; i++) {
            if (KadKey.of(self).commonPrefixLength(KadKey.of(peer(i))) == prefix) {
                peers.add(peer(i));
            }
        }
        return peers;
    }

    @Test
    void measuresPrefixAndDistance() {
        KadKey key = KadKey.of(ByteString.copyFromUtf8("a"));
        assertEquals(KadKey.BITS, key.commonPrefixLength(KadKey.of(ByteString.copyFromUtf8("a"))));
        // sha256("a") starts with ca, sha256("b") with 3e, sha256("c") with 2e.
        KadKey b = KadKey.of(ByteString.copyFromUtf8("b"));
        KadKey c = KadKey.of(ByteString.copyFromUtf8("c"));
        assertEquals(0, key.commonPrefixLength(b));
        assertEquals(3, b.commonPrefixLength(c));
        assertTrue(b.compareDistance(c, key) < 0);
        assertTrue(b.compareDistance(key, c) > 0);
        assertEquals(0, b.compareDistance(c, c));
    }

    @Test
    void keepsOldMembersAndReplacesOneThatFails() {
        List<PeerId> peers = peersWithPrefix(0, K + 2);
        peers.forEach(table::add);
        assertEquals(K, table.size());
        assertFalse(table.contains(peers.getLast()));
        table.remove(peers.getFirst());
        assertFalse(table.contains(peers.getFirst()));
        assertTrue(table.contains(peers.getLast()), "the newcomer seen last takes the place");
        table.remove(peers.get(1));
        assertTrue(table.contains(peers.get(K)));
        table.remove(peers.get(2));
        assertEquals(K - 1, table.size());
    }

    @Test
    void neverHoldsItself() {
        table.add(self);
        assertEquals(0, table.size());
        assertEquals(-1, table.longestPrefix());
    }

    @Test
    void ordersByDistance() {
        for (int prefix = 0; prefix < 4; prefix++) {
            peersWithPrefix(prefix, K).forEach(table::add);
        }
        KadKey target = KadKey.of(ByteString.copyFromUtf8("target"));
        List<PeerId> all = table.nearest(target, 100);
        assertEquals(4 * K, all.size());
        assertEquals(3, table.longestPrefix());
        Comparator<PeerId> byDistance = (a, b) -> target.compareDistance(KadKey.of(a), KadKey.of(b));
        assertEquals(all.stream().sorted(byDistance).toList(), all);
        assertEquals(all.subList(0, 5), table.nearest(target, 5));
    }

    @Test
    void knowsWhoHasBeenSilent() {
        List<PeerId> peers = peersWithPrefix(0, 2);
        peers.forEach(table::add);
        now = now.plusSeconds(60);
        table.add(peers.getFirst());
        assertEquals(List.of(peers.getLast()), table.notSeenSince(now));
        assertEquals(List.of(), table.notSeenSince(now.minusSeconds(60)));
    }
}
