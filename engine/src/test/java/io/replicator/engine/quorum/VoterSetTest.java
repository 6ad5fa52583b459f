package io.replicator.engine.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VoterSetTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 63, 64, 65, 127, 128, 129, 300})
    void behavesLikeASetOfNumbers(int voters) {
        long seed = 42;
        Random random = new Random(seed);
        VoterSet set = new VoterSet(voters);
        TreeSet<Integer> expected = new TreeSet<>();
        for (int step = 0; step < 500; step++) {
            int voter = random.nextInt(voters);
            if (random.nextInt(3) > 0) {
                assertEquals(expected.add(voter), set.add(voter));
            } else {
                expected.remove(voter);
                set.remove(voter);
            }
            int from = random.nextInt(voters);
            int to = from + 1 + random.nextInt(voters - from);
            assertEquals(expected.contains(voter), set.contains(voter));
            assertEquals(expected.size(), set.size());
            assertEquals(expected.isEmpty(), set.isEmpty());
            assertEquals(expected.subSet(from, to).size(), set.countBetween(from, to));
            Integer next = expected.ceiling(from);
            assertEquals(next == null ? -1 : next, set.next(from));
            assertEquals(expected.toString().replace('[', '{').replace(']', '}'), set.toString());
        }
    }

    @Test
    void findsNothingBehindTheLastVoter() {
        VoterSet set = new VoterSet(64);
        set.add(63);
        assertEquals(63, set.next(63));
        assertEquals(-1, set.next(64));
    }

    @Test
    void copyLivesItsOwnLife() {
        VoterSet set = new VoterSet(3);
        set.add(1);
        VoterSet copy = set.copy();
        copy.add(2);
        assertFalse(set.contains(2));
        assertNotEquals(set, copy);
        copy.remove(2);
        assertEquals(set, copy);
        assertEquals(set.hashCode(), copy.hashCode());
    }

    @Test
    void unionAndDifferenceChangeTheReceiverOnly() {
        VoterSet left = new VoterSet(70);
        left.add(1);
        VoterSet right = new VoterSet(70);
        right.add(69);
        assertEquals("{1, 69}", left.addAll(right).toString());
        assertEquals("{1}", left.removeAll(right).toString());
        assertTrue(right.contains(69));
    }
}
