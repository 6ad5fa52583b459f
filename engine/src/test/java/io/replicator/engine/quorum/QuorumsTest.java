package io.replicator.engine.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the arithmetic with enumeration over all subsets of voters. */
class QuorumsTest {

    static Stream<int[]> shapes() {
        return Stream.of(
                new int[] {3},
                new int[] {4},
                new int[] {5},
                new int[] {7},
                new int[] {3, 3},
                new int[] {3, 4},
                new int[] {3, 5},
                new int[] {5, 5},
                new int[] {3, 3, 3},
                new int[] {3, 3, 4},
                new int[] {3, 3, 5},
                new int[] {1, 3, 3},
                new int[] {3, 3, 3, 3});
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void classicQuorumIsAMajorityInAMajorityOfClusters(int... shape) {
        Quorums quorums = Samples.quorums(shape);
        for (int bits = 0; bits < 1 << quorums.voters(); bits++) {
            VoterSet set = set(quorums, bits);
            boolean expected = isClassic(shape, bits);
            assertEquals(expected, quorums.isClassic(set));
            assertEquals(expected, quorums.isClassicWithout(quorums.all().removeAll(set)));
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void anyTwoClassicQuorumsShareAVoter(int... shape) {
        List<Integer> smallest = smallestClassic(shape);
        for (int one : smallest) {
            for (int other : smallest) {
                assertTrue((one & other) != 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void classicQuorumAndAnyTwoFastQuorumsShareAVoter(int... shape) {
        assertTrue(fastQuorumsAreSafe(shape, Samples.quorums(shape).missable()));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void oneMoreMissingVoteWouldNotBeSafe(int... shape) {
        assertFalse(fastQuorumsAreSafe(shape, Samples.quorums(shape).missable() + 1));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void fastQuorumLacksAtMostTheMissableVotes(int... shape) {
        Quorums quorums = Samples.quorums(shape);
        for (int bits = 0; bits < 1 << quorums.voters(); bits++) {
            int missing = quorums.voters() - Integer.bitCount(bits);
            assertEquals(missing <= quorums.missable(), quorums.isFast(set(quorums, bits)));
        }
    }

    @Test
    void missableVotesAreThoseOfTheSpecification() {
        assertEquals(0, Samples.quorums(3).missable());
        assertEquals(1, Samples.quorums(3, 3).missable());
        assertEquals(1, Samples.quorums(3, 3, 3).missable());
        assertEquals(2, Samples.quorums(3, 3, 3, 3).missable());
        assertEquals(2, Samples.quorums(5, 5).missable());
    }

    @Test
    void votersAreNumberedClusterByCluster() {
        Quorums quorums = Samples.quorums(3, 4);
        assertEquals(7, quorums.voters());
        assertEquals(3, quorums.firstOf(1));
        assertEquals(7, quorums.endOf(1));
        assertEquals(2, quorums.majorityOf(0));
        assertEquals(3, quorums.majorityOf(1));
        for (int voter = 0; voter < 7; voter++) {
            assertEquals(voter < 3 ? 0 : 1, quorums.clusterOf(voter));
            assertEquals(voter, quorums.numberOf(quorums.voter(voter)));
        }
    }

    @Test
    void strangersAndWipedVotersHaveNoNumber() {
        Quorums quorums = Samples.quorums(3);
        assertEquals(-1, quorums.numberOf(Samples.node("stranger", 99)));
        assertEquals(-1, quorums.numberOf(Samples.node(quorums.voter(0).peer().text(), 99)));
        assertEquals(-1, quorums.numberOf(null));
    }

    @Test
    void refusesAnEmptyCluster() {
        assertThrows(IllegalArgumentException.class, () -> Samples.quorums(3, 0));
    }

    private static boolean fastQuorumsAreSafe(int[] shape, int missing) {
        int voters = Arrays.stream(shape).sum();
        int[] fast = IntStream.range(0, 1 << voters)
                .filter(bits -> Integer.bitCount(bits) == voters - missing)
                .toArray();
        for (int quorum : smallestClassic(shape)) {
            for (int one : fast) {
                for (int other : fast) {
                    if ((quorum & one & other) == 0) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static List<Integer> smallestClassic(int[] shape) {
        int voters = Arrays.stream(shape).sum();
        List<Integer> smallest = new ArrayList<>();
        for (int bits = 0; bits < 1 << voters; bits++) {
            int candidate = bits;
            boolean isSmallest = isClassic(shape, bits)
                    && IntStream.range(0, voters)
                            .filter(voter -> (candidate >> voter & 1) != 0)
                            .noneMatch(voter -> isClassic(shape, candidate & ~(1 << voter)));
            if (isSmallest) {
                smallest.add(bits);
            }
        }
        return smallest;
    }

    private static boolean isClassic(int[] shape, int bits) {
        int majorities = 0;
        int first = 0;
        for (int size : shape) {
            int present = Integer.bitCount(bits >> first & ((1 << size) - 1));
            majorities += 2 * present > size ? 1 : 0;
            first += size;
        }
        return 2 * majorities > shape.length;
    }

    private static VoterSet set(Quorums quorums, int bits) {
        VoterSet set = quorums.none();
        for (int voter = 0; voter < quorums.voters(); voter++) {
            if ((bits >> voter & 1) != 0) {
                set.add(voter);
            }
        }
        return set;
    }
}
