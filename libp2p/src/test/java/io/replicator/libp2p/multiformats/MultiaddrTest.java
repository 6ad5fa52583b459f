package io.replicator.libp2p.multiformats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultiaddrTest {

    private static final String PEER = "12D3KooWBtg3aaRMjxwedh83aGiUkwSxDwUZkzuJcfaqUmo7R3pq";
    private static final String RELAY = "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N";

    @ParameterizedTest
    @CsvSource({
        "/ip4/127.0.0.1/tcp/4001, 047f000001060fa1",
        "/ip4/1.2.3.4/udp/443/quic-v1, 0401020304910201bbcd03",
        "/ip6/::1/tcp/0, 2900000000000000000000000000000001060000",
        "/ip6/2001:db8::8:800:200c:417a, 2920010db80000000000080800200c417a",
        "/ip6/::ffff:1.2.3.4, 2900000000000000000000ffff01020304",
        "/ip6zone/eth0/ip6/fe80::1, 2a046574683029fe800000000000000000000000000001",
        "/dns4/a.org/tcp/443/wss, 3605612e6f72670601bbde03",
        "/dns/a.org/tcp/443/tls/ws, 3505612e6f72670601bbc003dd03",
        "/dnsaddr/a.org, 3805612e6f7267",
        "/p2p-circuit, a202"
    })
    void translatesBetweenTextAndBytes(String text, String hex) {
        Multiaddr address = Multiaddr.parse(text);
        assertEquals(hex, HexFormat.of().formatHex(address.encode()));
        assertEquals(address, Multiaddr.decode(HexFormat.of().parseHex(hex)));
        assertEquals(text, address.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "/ip6/2001:0DB8:0:0:0:0:0:1/tcp/1/, /ip6/2001:db8::1/tcp/1",
        "/ip6/1:0:0:2:0:0:0:3, /ip6/1:0:0:2::3",
        "/ip6/1:0:2:3:4:5:6:7, /ip6/1:0:2:3:4:5:6:7",
        "/ip6/::, /ip6/::",
        "/ip4/1.2.3.4/tcp/007, /ip4/1.2.3.4/tcp/7",
        "/ip4/1.2.3.4/tcp/7/ipfs/" + PEER + ", /ip4/1.2.3.4/tcp/7/p2p/" + PEER,
        "/p2p/bafzaajaiaejcahwr5d5ofrfbis4l5d6uwr57hu5tjodrypfm6yaq6dsc2r2pzyt6, /p2p/" + PEER,
        "/ip4/1.2.3.4/udp/1/quic-v1/webtransport/certhash/mEiCXTlvbjM/z5l8qGKh3mywipcDE0R85A5DLf8D3p3/dBA," + " ''"
    })
    void printsCanonicalText(String text, String canonical) {
        if (canonical.isEmpty()) {
            // Base64 may contain '/', so such a hash cannot stand in a multiaddr.
            assertThrows(IllegalArgumentException.class, () -> Multiaddr.parse(text));
        } else {
            assertEquals(canonical, Multiaddr.parse(text).toString());
        }
    }

    @Test
    void keepsCertificateHashes() {
        String hash =
                Multibase.BASE64_URL.encode(Multihash.sha256(new byte[] {1}).encode());
        String text = "/ip4/1.2.3.4/udp/1/quic-v1/webtransport/certhash/" + hash;
        assertEquals(text, Multiaddr.parse(text).toString());
        assertEquals(
                Multiaddr.parse(text), Multiaddr.decode(Multiaddr.parse(text).encode()));
    }

    @ParameterizedTest
    @CsvSource({
        "'', must start with '/'",
        "127.0.0.1:80, must start with '/'",
        "/, unknown protocol",
        "/ip4, needs a value",
        "/ip4//tcp/1, needs a value",
        "/ip4/127.0.0.1/tpc/1, 'unknown protocol \"tpc\"; known are ip4, tcp'",
        "/ip4/127.0.0.1/tcp/65536, expected 0 to 65535",
        "/ip4/127.0.0.1/tcp/-1, expected 0 to 65535",
        "/ip4/127.0.0/tcp/1, expected four numbers",
        "/ip4/127.0.0.256/tcp/1, expected four numbers",
        "/ip4/localhost/tcp/1, expected four numbers",
        "/ip6/[::1]/tcp/1, without brackets",
        "/ip6/fe80::1%eth0/tcp/1, ip6zone",
        "/ip6/1.2.3.4/tcp/1, is not an IPv6 address",
        "/ip6/:::/tcp/1, is not an IPv6 address",
        "/ip4/1.2.3.4/tcp/1/p2p/hello, not a peer id"
    })
    void saysWhatIsWrongWithText(String text, String message) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Multiaddr.parse(text));
        assertTrue(String.valueOf(e.getMessage()).contains(message), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "04",
                "047f0000",
                "047f00000106",
                "ff7f",
                "8400",
                "3500",
                "3505612e6f72",
                "3501ff",
                "35012f",
                "a50300",
                "a5030101",
                "35ffffffffffffffff7f"
            })
    void refusesMalformedBytes(String hex) {
        assertThrows(
                IllegalArgumentException.class,
                () -> Multiaddr.decode(HexFormat.of().parseHex(hex)));
    }

    @Test
    void survivesRandomBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = new byte[] {4, 41, 53, 6, (byte) 0xa5}[random.nextInt(5)];
            }
            try {
                Multiaddr address = Multiaddr.decode(bytes);
                assertArrayEquals(bytes, address.encode(), "seed " + seed);
                assertEquals(address, Multiaddr.parse(address.toString()), "seed " + seed);
            } catch (IllegalArgumentException expected) {
                assertFalse(String.valueOf(expected.getMessage()).isEmpty());
            }
        }
    }

    @Test
    void boundsTheLength() {
        byte[] bytes = new byte[Multiaddr.MAX_BYTES + 3];
        assertThrows(IllegalArgumentException.class, () -> Multiaddr.decode(bytes));
        assertThrows(
                IllegalArgumentException.class,
                () -> Multiaddr.parse("/dns/" + "a".repeat(Multiaddr.MAX_BYTES) + "/tcp/1"));
        assertThrows(IllegalArgumentException.class, () -> Multiaddr.parse("/tls".repeat(Multiaddr.MAX_TEXT_LENGTH)));
    }

    @Test
    void namesHostPortAndPeer() {
        Multiaddr address = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001/p2p/" + PEER);
        assertEquals(Optional.of("127.0.0.1"), address.host());
        assertEquals(4001, address.port().orElseThrow());
        assertEquals(Optional.of(PeerId.parse(PEER)), address.peerId());
        assertTrue(address.isLoopback());
        assertFalse(address.isWildcard());
        assertTrue(address.isPlainTcp());
        assertEquals("/ip4/127.0.0.1/tcp/4001", address.withoutPeer().toString());
        assertEquals(address, address.withoutPeer().withPeer(PeerId.parse(PEER)));
        assertEquals(address, address.withPeer(PeerId.parse(RELAY)).withPeer(PeerId.parse(PEER)));
        assertNotEquals(address, address.withoutPeer());
    }

    @Test
    void doesNotTakeARelayForThePeer() {
        Multiaddr relayed = Multiaddr.parse("/ip4/1.2.3.4/tcp/1/p2p/" + RELAY + "/p2p-circuit");
        assertEquals(Optional.empty(), relayed.peerId());
        assertFalse(relayed.isPlainTcp());
        Multiaddr whole = relayed.encapsulate(Multiaddr.parse("/p2p/" + PEER));
        assertEquals(Optional.of(PeerId.parse(PEER)), whole.peerId());
        assertEquals(relayed, whole.withoutPeer());
    }

    @Test
    void knowsWhomAnAddressLeadsTo() {
        PeerId peer = PeerId.parse(PEER);
        assertTrue(Multiaddr.parse("/ip4/1.2.3.4/tcp/1").leadsTo(peer));
        assertTrue(Multiaddr.parse("/ip4/1.2.3.4/tcp/1/p2p/" + PEER).leadsTo(peer));
        assertFalse(Multiaddr.parse("/ip4/1.2.3.4/tcp/1/p2p/" + RELAY).leadsTo(peer));
        assertFalse(Multiaddr.parse("/p2p/" + PEER).leadsTo(peer));
    }

    @Test
    void knowsWhichAddressesAreTcp() {
        assertTrue(Multiaddr.parse("/dns/a.org/tcp/1").isPlainTcp());
        assertTrue(Multiaddr.parse("/ip6zone/eth0/ip6/fe80::1/tcp/1").isPlainTcp());
        assertFalse(Multiaddr.parse("/ip4/1.2.3.4/tcp/1/ws").isPlainTcp());
        assertFalse(Multiaddr.parse("/ip4/1.2.3.4/udp/1/quic-v1").isPlainTcp());
        assertFalse(Multiaddr.parse("/ip4/1.2.3.4").isPlainTcp());
        assertFalse(Multiaddr.parse("/tcp/1").isPlainTcp());
        assertFalse(Multiaddr.parse("/ip6zone/eth0").isPlainTcp());
        assertFalse(Multiaddr.parse("/p2p/" + PEER).isPlainTcp());
    }

    @Test
    void hasNoTransportLeftWithoutALonePeer() {
        assertThrows(IllegalStateException.class, Multiaddr.parse("/p2p/" + PEER)::withoutPeer);
    }

    @Test
    void knowsWildcardsAndComesFromSockets() {
        assertTrue(Multiaddr.parse("/ip6/::/tcp/1").isWildcard());
        assertTrue(Multiaddr.parse("/ip4/0.0.0.0/tcp/1").isWildcard());
        assertEquals(
                Multiaddr.parse("/ip4/127.0.0.1/tcp/80"),
                Multiaddr.tcp(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 80)));
        assertEquals(
                Multiaddr.parse("/ip6/::1/tcp/80"),
                Multiaddr.tcp(new InetSocketAddress(InetAddress.ofLiteral("::1"), 80)));
        assertThrows(
                IllegalArgumentException.class, () -> Multiaddr.tcp(InetSocketAddress.createUnresolved("a.org", 80)));
    }
}
