package io.replicator.libp2p.multiformats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerIdTest {

    private static final String ED25519 = "12D3KooWBtg3aaRMjxwedh83aGiUkwSxDwUZkzuJcfaqUmo7R3pq";

    /** From libp2p specs {@code peer-ids/peer-ids.md}, "String representation"; base36 by go-libp2p. */
    @ParameterizedTest
    @CsvSource({
        "bafzbeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe, QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N",
        "bafzaajaiaejcahwr5d5ofrfbis4l5d6uwr57hu5tjodrypfm6yaq6dsc2r2pzyt6, " + ED25519,
        "k51qzi5uqu5dgy8qsq67hbz73jqkw87l3fgf4a91qb0d9b5173tir7n4vxk1oe, " + ED25519,
        ED25519 + ", " + ED25519
    })
    void readsEveryTextFormAndPrintsBase58(String text, String base58) {
        PeerId id = PeerId.parse(text);
        assertEquals(base58, id.toString());
        assertEquals(id, PeerId.parse(id.toCid().toString()));
        assertEquals(id, PeerId.decode(id.encode()));
        assertEquals(id.hashCode(), PeerId.parse(base58).hashCode());
    }

    @Test
    void inlinesShortKeysAndHashesLongOnes() {
        byte[] shortKey = new byte[PeerId.MAX_INLINE_KEY_LENGTH];
        byte[] longKey = new byte[PeerId.MAX_INLINE_KEY_LENGTH + 1];
        assertArrayEquals(
                Multihash.identity(shortKey).encode(), PeerId.ofKey(shortKey).encode());
        assertArrayEquals(
                Multihash.sha256(longKey).encode(), PeerId.ofKey(longKey).encode());
    }

    @Test
    void comparesUnsignedBytes() {
        PeerId low = PeerId.decode(HexFormat.of().parseHex("00017f"));
        PeerId high = PeerId.decode(HexFormat.of().parseHex("0001ff"));
        assertTrue(low.compareTo(high) < 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "12D3KooWBtg3aaRMjxwedh83aGiUkwSxDwUZkzuJcfaqUmo7R3p",
                "12D3KooWBtg3aaRMjxwedh83aGiUkwSxDwUZkzuJcfaqUmo7R3p0",
                "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5",
                "bafkreieu4w5sxdg76ptf6kqyvb3zwlcczk4iqi5yyoeuwheqyp74b6j37a",
                "hello"
            })
    void refusesTextThatIsNoPeerId(String text) {
        assertThrows(IllegalArgumentException.class, () -> PeerId.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0000", "1220", "122000", "0002aa", "130101", "0001aabb"})
    void refusesBytesThatAreNoPeerId(String hex) {
        assertThrows(
                IllegalArgumentException.class,
                () -> PeerId.decode(HexFormat.of().parseHex(hex)));
    }

    /** Section 11 of the wire notes: what go-libp2p makes of a rendezvous string. */
    @Test
    void makesTheCidOfARendezvousString() {
        Multihash hash = Multihash.sha256("my-app/rendezvous".getBytes(StandardCharsets.UTF_8));
        Cid cid = Cid.v1(Cid.RAW, hash);
        assertEquals("bafkreieu4w5sxdg76ptf6kqyvb3zwlcczk4iqi5yyoeuwheqyp74b6j37a", cid.toString());
        assertEquals(cid, Cid.parse(cid.toString()));
        assertEquals(hash, Multihash.decode(hash.encode()));
        assertEquals(34, hash.encode().length);
    }

    @Test
    void readsACidOfVersionZero() {
        Cid cid = Cid.parse("QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n");
        assertEquals(Cid.DAG_PB, cid.codec());
        assertEquals("QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n", cid.toString());
        assertThrows(IllegalArgumentException.class, () -> Cid.decode(new byte[] {2, 0x55, 0, 0}));
        assertThrows(IllegalArgumentException.class, () -> Cid.decode(new byte[] {1, 0x55, 0x12, 1, 0}));
    }
}
