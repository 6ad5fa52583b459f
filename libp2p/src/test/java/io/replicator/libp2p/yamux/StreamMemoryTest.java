package io.replicator.libp2p.yamux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

final class StreamMemoryTest {

    private final AtomicLong held = new AtomicLong();
    private final LongAdder overloads = new LongAdder();
    private final StreamMemory memory = new StreamMemory(1000, held, overloads);

    @Test
    void sessionsShareOneLimit() {
        StreamMemory.Part one = memory.open();
        StreamMemory.Part other = memory.open();
        assertTrue(one.add(400));
        assertTrue(other.add(600));
        assertFalse(one.add(1));
        one.overloaded();
        assertEquals(1, overloads.sum());
    }

    @Test
    void aSessionWithLessThanItsFairPartIsNotDisturbed() {
        StreamMemory.Part greedy = memory.open();
        StreamMemory.Part modest = memory.open();
        assertTrue(greedy.add(1000));
        assertTrue(modest.add(250), "half of the limit for two");
        assertFalse(modest.add(1));
        assertFalse(greedy.add(1));
    }

    @Test
    void whatIsGivenBackCanBeHeldAgain() {
        StreamMemory.Part one = memory.open();
        assertTrue(one.add(1000));
        assertFalse(one.add(100));
        assertTrue(one.add(-100), "it is always right to hold less");
        assertTrue(one.add(-300));
        assertTrue(one.add(300));
    }

    @Test
    void windowsGrowWhileLessThanHalfIsHeld() {
        StreamMemory.Part one = memory.open();
        assertTrue(one.add(499));
        assertTrue(memory.open().isAmple());
        assertTrue(one.add(1));
        assertFalse(memory.open().isAmple());
    }

    @Test
    void whatAClosedSessionStillHoldsGoesOnToCount() {
        StreamMemory.Part closed = memory.open();
        assertTrue(closed.add(600));
        closed.close();
        StreamMemory.Part next = memory.open();
        assertFalse(next.add(501), "more than all, and than the half for one");
        assertTrue(next.add(-501));
        assertTrue(closed.add(-600));
        assertTrue(next.add(1000));
    }
}
