package io.replicator.engine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.Samples;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the model's types let in, and how they compare. */
class ModelTest {

    // ---- Keys.

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "tab\there", "zero\0", "\u0085", "\u007f"})
    void refusesKeysThatClientsMayNotUse(String text) {
        assertThrows(IllegalArgumentException.class, () -> Key.ofClient(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "...", " ", "ключ", "é", "🔑"})
    void takesKeysThatClientsMayUse(String text) {
        assertEquals(text, Key.ofClient(text).toString());
        assertFalse(Key.ofClient(text).isSystem());
    }

    @Test
    void limitsKeysByTheirBytes() {
        assertEquals(512, Key.ofClient("é".repeat(256)).length());
        assertThrows(IllegalArgumentException.class, () -> Key.ofClient("é".repeat(256) + "x"));
        assertThrows(IllegalArgumentException.class, () -> Key.ofStored(new byte[Key.MAX_BYTES + 1]));
        assertThrows(IllegalArgumentException.class, () -> Key.ofStored(new byte[0]));
    }

    @Test
    void refusesKeysThatAreNoUtf8() {
        assertThrows(IllegalArgumentException.class, () -> Key.ofClient(new byte[] {(byte) 0xc3, 0x28}));
    }

    @Test
    void comparesKeysAsBytesWithoutNormalisation() {
        assertNotEquals(Key.ofClient("\u00e9"), Key.ofClient("e\u0301"));
        assertTrue(Key.ofClient("z").compareTo(Key.ofClient("é")) < 0);
    }

    @Test
    void knowsSystemKeys() {
        assertTrue(Key.ofStored("\0cfg/2".getBytes(StandardCharsets.UTF_8)).isSystem());
    }

    // ---- Transactions and proposals.

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "é", "tab\t", "new\n"})
    void refusesTransactionIdsThatAreNotVisibleAscii(String text) {
        assertThrows(IllegalArgumentException.class, () -> new TxId(text));
    }

    @Test
    void limitsTransactionIds() {
        assertEquals(128, new TxId("x".repeat(128)).text().length());
        assertThrows(IllegalArgumentException.class, () -> new TxId("x".repeat(129)));
    }

    @Test
    void pidDependsOnEveryFieldAndOnWhereItEnds() {
        Pid pid = Samples.pid("key", "tx", "value");
        assertEquals(pid, Samples.pid("key", "tx", "value"));
        assertNotEquals(pid, Samples.pid("kez", "tx", "value"));
        assertNotEquals(pid, Samples.pid("key", "ty", "value"));
        assertNotEquals(pid, Samples.pid("key", "tx", "valuf"));
        assertNotEquals(Samples.pid("ab", "c", "d"), Samples.pid("a", "bc", "d"));
        NetworkId other = NetworkId.of(Samples.node("founder", 1), 8);
        assertNotEquals(pid, Pid.of(other, Samples.key("key"), new TxId("tx"), Samples.value("value")));
    }

    @Test
    void limitsValues() {
        assertEquals(Value.MAX_BYTES, Value.of(new byte[Value.MAX_BYTES]).length());
        assertThrows(IllegalArgumentException.class, () -> Value.of(new byte[Value.MAX_BYTES + 1]));
        assertEquals(Value.EMPTY, Value.of(new byte[0]));
    }

    // ---- Ballots.

    @Test
    void ordersBallotsByRoundStoreAndBoot() {
        StoreId low = new StoreId(0, 1);
        StoreId high = new StoreId(-1, 0);
        List<Ballot> ordered = List.of(
                Ballot.FAST,
                Ballot.CONFIRM,
                new Ballot(2, low, 1),
                new Ballot(2, low, 2),
                new Ballot(2, high, 1),
                new Ballot(3, low, 1));
        List<Ballot> shuffled = new ArrayList<>(ordered);
        Collections.reverse(shuffled);
        Collections.sort(shuffled);
        assertEquals(ordered, shuffled);
        assertTrue(Ballot.CONFIRM.isAbove(Ballot.FAST));
        assertFalse(Ballot.FAST.isAbove(Ballot.FAST));
    }

    @Test
    void onlyClassicBallotsBelongToAStore() {
        assertThrows(IllegalArgumentException.class, () -> new Ballot(1, new StoreId(0, 1), 0));
        assertThrows(IllegalArgumentException.class, () -> new Ballot(0, new StoreId(0, 0), 1));
        assertThrows(IllegalArgumentException.class, () -> new Ballot(-1, new StoreId(0, 0), 0));
        assertThrows(IllegalArgumentException.class, () -> new Ballot(2, new StoreId(0, 1), -1));
        assertTrue(new Ballot(2, new StoreId(0, 1), 1).isClassic());
        assertFalse(Ballot.CONFIRM.isClassic());
        assertTrue(Ballot.FAST.isFast());
    }

    @Test
    void voteIsNeverAboveThePromise() {
        Vote vote = new Vote(Ballot.CONFIRM, Samples.pid(1), new TxId("tx"), Value.EMPTY);
        assertThrows(IllegalArgumentException.class, () -> new KeyState.Undecided(Ballot.FAST, vote));
    }

    // ---- Configurations.

    @Test
    void clusterHasAtLeastThreeVoters() {
        assertThrows(IllegalArgumentException.class, () -> Samples.config(3, 2));
        assertThrows(IllegalArgumentException.class, () -> Samples.config());
        assertEquals(6, Samples.config(3, 3).voters().size());
    }

    @Test
    void peerVotesOnce() {
        TreeMap<ClusterId, List<NodeId>> clusters = new TreeMap<>(Samples.clusters(3));
        clusters.put(new ClusterId("B"), List.of(Samples.node("A0", 50), Samples.node("b", 51), Samples.node("c", 52)));
        assertThrows(IllegalArgumentException.class, () -> new Config(Samples.NETWORK, 1, Hash256.ZERO, clusters));
    }

    @Test
    void configurationsDoNotDependOnTheOrderOfTheirVoters() {
        TreeMap<ClusterId, List<NodeId>> reversed = new TreeMap<>(Samples.clusters(3, 3));
        reversed.replaceAll((_, nodes) -> nodes.reversed());
        Config config = new Config(Samples.NETWORK, 1, Hash256.ZERO, reversed);
        assertEquals(Samples.config(3, 3), config);
        assertEquals(Samples.config(3, 3).hash(), config.hash());
        assertNotEquals(Samples.config(3, 4).hash(), config.hash());
    }

    @Test
    void configurationKnowsWhereAVoterStands() {
        Config config = Samples.config(3, 3);
        assertEquals(new ClusterId("B"), config.clusterOf(config.voters().get(5)));
        assertEquals(null, config.clusterOf(Samples.node("A0", 77)));
    }

    @Test
    void epochsCountFromTheGenesis() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Config(Samples.NETWORK, 0, Hash256.ZERO, Samples.clusters(3)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "é"})
    void refusesClusterIdsThatAreNoNames(String text) {
        assertThrows(IllegalArgumentException.class, () -> new ClusterId(text));
    }

    @Test
    void limitsNames() {
        assertThrows(IllegalArgumentException.class, () -> new ClusterId("x".repeat(64)));
        assertThrows(IllegalArgumentException.class, () -> new PeerId(""));
        assertThrows(IllegalArgumentException.class, () -> new PeerId("x".repeat(PeerId.MAX_LENGTH + 1)));
    }

    // ---- Identities and digests.

    @Test
    void identitiesSurviveTheirBytes() {
        StoreId store = new StoreId(-5, 7);
        assertEquals(store, StoreId.of(store.toBytes()));
        Hash256 hash = new Hash256(1, -2, 3, -4);
        assertEquals(hash, Hash256.of(hash.toBytes()));
        assertThrows(IllegalArgumentException.class, () -> StoreId.of(new byte[15]));
        assertThrows(IllegalArgumentException.class, () -> Hash256.of(new byte[33]));
        assertTrue(new Hash256(-1, 0, 0, 0).compareTo(new Hash256(1, 0, 0, 0)) > 0, "compares without signs");
    }

    @Test
    void digestDoesNotDependOnTheOrderOfCommits() {
        CommitDigest one = new CommitDigest();
        CommitDigest other = new CommitDigest();
        for (int i = 0; i < 100; i++) {
            one.add(Samples.key("key " + i), Samples.pid("key " + i, "tx", "value"));
            other.add(Samples.key("key " + (99 - i)), Samples.pid("key " + (99 - i), "tx", "value"));
        }
        assertEquals(one.toWords(), other.toWords());
        assertTrue(one.hasWords(other.toWords()));
        assertEquals(100, one.commits());
        int changed = other.add(Samples.key("more"), Samples.pid("more", "tx", "value"));
        assertEquals(CommitDigest.bucketOf(Samples.key("more")), changed);
        assertNotEquals(one.word(changed), other.word(changed));
        assertFalse(one.hasWords(other.toWords()));
    }

    @Test
    void digestOfNothingHasOnlyZeros() {
        CommitDigest nothing = new CommitDigest();
        assertEquals(Words.of(new long[CommitDigest.BUCKETS]), nothing.toWords());
        assertEquals(0, nothing.word(CommitDigest.BUCKETS - 1));
        assertTrue(nothing.hasWords(nothing.toWords()));
        assertFalse(nothing.hasWords(Words.NONE));
    }

    @Test
    void digestSpreadsSimilarKeys() {
        long used = java.util.stream.IntStream.range(0, 2000)
                .map(i -> CommitDigest.bucketOf(Samples.key("user/" + i)))
                .distinct()
                .count();
        assertTrue(used > 700, "buckets used: " + used);
    }
}
