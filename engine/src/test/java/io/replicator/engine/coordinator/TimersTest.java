package io.replicator.engine.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimersTest {

    private final Timers timers = new Timers();
    private final List<String> fired = new ArrayList<>();

    private Timers.Timer at(long due, String name) {
        return timers.at(due, () -> fired.add(name));
    }

    @Test
    void firesInTheOrderOfTimeAndThenOfCreation() {
        at(20, "c");
        at(10, "a");
        at(10, "b");
        at(30, "d");
        timers.fire(20);
        assertEquals(List.of("a", "b", "c"), fired);
        assertEquals(30, timers.nextDue());
    }

    @Test
    void cancelledTimerDoesNotFireAndLeavesNothingBehind() {
        Timers.Timer timer = at(10, "a");
        timer.cancel();
        timer.cancel();
        assertEquals(Long.MAX_VALUE, timers.nextDue());
        timers.fire(100);
        assertEquals(List.of(), fired);
    }

    @Test
    void cancellingAfterFiringHarmsNoOtherTimer() {
        Timers.Timer first = at(10, "a");
        timers.fire(10);
        at(20, "b");
        first.cancel();
        timers.fire(20);
        assertEquals(List.of("a", "b"), fired);
    }

    @Test
    void timerMayCancelAnotherThatIsDueToo() {
        List<Timers.Timer> second = new ArrayList<>();
        timers.at(10, () -> second.getFirst().cancel());
        second.add(at(10, "b"));
        timers.fire(10);
        assertEquals(List.of(), fired);
    }

    @Test
    void timerThatIsSetWhileFiringFiresTooIfItIsDue() {
        timers.at(10, () -> at(5, "inner"));
        timers.fire(10);
        assertEquals(List.of("inner"), fired);
    }

    @Test
    void behavesLikeASortedList() {
        long seed = 99;
        Random random = new Random(seed);
        record Entry(long due, int order, Timers.Timer timer) {}
        List<Entry> expected = new ArrayList<>();
        List<Integer> seen = new ArrayList<>();
        for (int step = 0; step < 5000; step++) {
            int order = step;
            if (expected.isEmpty() || random.nextInt(3) > 0) {
                long due = random.nextInt(1000);
                expected.add(new Entry(due, order, timers.at(due, () -> seen.add(order))));
            } else {
                expected.remove(random.nextInt(expected.size())).timer().cancel();
            }
            long least = expected.stream().mapToLong(Entry::due).min().orElse(Long.MAX_VALUE);
            assertEquals(least, timers.nextDue());
        }
        timers.fire(1000);
        assertEquals(
                expected.stream()
                        .sorted(Comparator.comparingLong(Entry::due).thenComparingInt(Entry::order))
                        .map(Entry::order)
                        .toList(),
                seen);
    }
}
