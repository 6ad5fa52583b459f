package io.replicator.libp2p.kad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KadMessageTest {

    private static final ByteString KEY = ByteString.copyFromUtf8("key");

    private static PeerId randomPeer() {
        return PrivateKey.generateEd25519(new SecureRandom()).peerId();
    }

    private static KadPeer peer(int addresses) {
        List<Multiaddr> list = new ArrayList<>();
        for (int i = 0; i < addresses; i++) {
            list.add(Multiaddr.parse("/dns4/node-" + i + ".some.longer.name.example.org/tcp/" + (1000 + i)));
        }
        return new KadPeer(randomPeer(), list, true);
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @ParameterizedTest
    @EnumSource
    void decodesWhatItEncodes(KadMessage.Type type) {
        KadMessage message = KadMessage.of(type, KEY)
                .withRecord(Optional.of(new KadRecord(KEY, ByteString.copyFromUtf8("v"), "2026-01-01T00:00:00Z")))
                .withCloserPeers(List.of(peer(2), peer(0)))
                .withProviderPeers(List.of(peer(1)));
        assertEquals(message, KadMessage.decode(message.encode()));
    }

    /** Bytes put together by hand from the schema. */
    @Test
    void followsTheSchema() {
        KadMessage findNode = KadMessage.of(KadMessage.Type.FIND_NODE, ByteString.copyFrom(hex("0001aa")));
        assertArrayEquals(hex("080412030001aa"), findNode.encode());
        KadMessage reply = KadMessage.decode(hex("0804" + "42" + "11" + "0a030001aa" + "1208047f000001060fa1" + "1801"
                + "42" + "02" + "1801" + "50" + "07"));
        assertEquals(1, reply.closerPeers().size());
        assertEquals(
                List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/4001")),
                reply.closerPeers().getFirst().addresses());
        assertTrue(reply.closerPeers().getFirst().connected());
    }

    @Test
    void takesAMissingTypeForPutValue() {
        assertEquals(KadMessage.Type.PUT_VALUE, KadMessage.decode(new byte[0]).type());
    }

    @Test
    void dropsAddressesThatDoNotLeadToThePeer() {
        PeerId peer = randomPeer();
        KadPeer stated = new KadPeer(
                peer,
                List.of(
                        Multiaddr.parse("/p2p/" + peer),
                        Multiaddr.parse("/ip4/1.2.3.4/tcp/1/p2p/" + randomPeer()),
                        Multiaddr.parse("/ip4/1.2.3.4/tcp/2/p2p/" + peer)),
                false);
        assertEquals(
                List.of(Multiaddr.parse("/ip4/1.2.3.4/tcp/2/p2p/" + peer)),
                KadPeer.decode(stated.encode()).addresses());
    }

    @Test
    void keepsRepliesBelowTheLimitOfRust() {
        List<KadPeer> closer = new ArrayList<>();
        List<KadPeer> providers = new ArrayList<>();
        for (int i = 0; i < KadMessage.MAX_PEERS; i++) {
            providers.add(peer(KadPeer.MAX_ADDRESSES));
            if (i < 20) {
                closer.add(peer(KadPeer.MAX_ADDRESSES));
            }
        }
        KadMessage large = KadMessage.of(KadMessage.Type.GET_PROVIDERS, KEY)
                .withCloserPeers(closer)
                .withProviderPeers(providers);
        byte[] reply = large.encodeReply();
        assertTrue(reply.length <= KadMessage.MAX_REPLY_LENGTH);
        KadMessage trimmed = KadMessage.decode(reply);
        assertEquals(20, trimmed.closerPeers().size());
        assertFalse(trimmed.providerPeers().isEmpty());
        assertTrue(trimmed.providerPeers().stream().noneMatch(p -> p.addresses().isEmpty()));

        KadMessage small = large.withProviderPeers(List.of()).withCloserPeers(closer.subList(0, 2));
        assertArrayEquals(small.encode(), small.encodeReply());
    }

    @ParameterizedTest
    @ValueSource(strings = {"08", "0806", "08ffffffffffffffffff01", "0a0104", "1205aa", "1a0112", "4201", "07", "4303"})
    void refusesMalformedMessages(String hex) {
        assertThrows(IllegalArgumentException.class, () -> KadMessage.decode(hex(hex)));
    }

    @Test
    void refusesKeysOverTheLimit() {
        byte[] longKey = KadMessage.of(
                        KadMessage.Type.FIND_NODE, ByteString.copyFrom(new byte[KadRecord.MAX_KEY_LENGTH + 1]))
                .encode();
        assertThrows(IllegalArgumentException.class, () -> KadMessage.decode(longKey));
    }

    /** go-libp2p takes longer values than this side. */
    @Test
    void leavesOutAValueOverTheLimitAndNothingElse() {
        KadMessage peers = KadMessage.of(KadMessage.Type.GET_VALUE, KEY).withCloserPeers(List.of(peer(1)));
        KadRecord longest = new KadRecord(KEY, ByteString.copyFrom(new byte[KadRecord.MAX_VALUE_LENGTH]), "");
        KadRecord tooLong = new KadRecord(KEY, ByteString.copyFrom(new byte[KadRecord.MAX_VALUE_LENGTH + 1]), "");
        KadMessage whole = peers.withRecord(Optional.of(longest));
        assertEquals(whole, KadMessage.decode(whole.encode()));
        assertEquals(
                peers, KadMessage.decode(peers.withRecord(Optional.of(tooLong)).encode()));
    }

    @Test
    void survivesFlippedBitsAndTruncation() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] valid = KadMessage.of(KadMessage.Type.GET_PROVIDERS, KEY)
                .withCloserPeers(List.of(peer(2)))
                .withProviderPeers(List.of(peer(1)))
                .encode();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Arrays.copyOf(valid, random.nextInt(valid.length + 1));
            if (bytes.length > 0) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                KadMessage decoded = KadMessage.decode(bytes);
                assertEquals(decoded, KadMessage.decode(decoded.encode()), "seed " + seed);
            } catch (IllegalArgumentException expected) {
                assertFalse(String.valueOf(expected.getMessage()).isEmpty());
            }
        }
    }
}
