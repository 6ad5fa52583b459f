package io.replicator.libp2p.yamux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class KeepAliveTest {

    /** A ping every 10 ns, unanswered for 100 ns at most. */
    private static final YamuxConfig CONFIG =
            new YamuxConfig(1, 1, 0, 0, 0, Duration.ofNanos(10), Duration.ofNanos(100), Duration.ofNanos(1));

    private final KeepAlive keepAlive = new KeepAlive(CONFIG, 0);

    @Test
    void isDeadOnceAPingStaysUnansweredAndNothingComes() {
        assertTrue(keepAlive.isPingDue(0));
        keepAlive.ping(0);
        assertFalse(keepAlive.isPingDue(50));
        assertFalse(keepAlive.isDead(100));
        assertTrue(keepAlive.isDead(101));
    }

    /** On a busy connection the answer stands in line behind data. */
    @Test
    void livesWhileAnythingComes() {
        keepAlive.ping(0);
        for (int look = 90; look < 1000; look += 90) {
            keepAlive.read();
            assertFalse(keepAlive.isDead(look));
        }
        // Last heard of at 990.
        assertFalse(keepAlive.isDead(1090));
        assertTrue(keepAlive.isDead(1091));
    }

    @Test
    void livesWithoutTrafficOnceThePingIsAnswered() {
        int value = keepAlive.ping(0);
        keepAlive.pong(value, 8);
        assertFalse(keepAlive.isDead(1000));
        assertEquals(8, keepAlive.roundTripNanos());
        assertTrue(keepAlive.isPingDue(1000));
    }

    @Test
    void smoothsTheRoundTripAndIgnoresStrayAnswers() {
        keepAlive.pong(keepAlive.ping(0), 8);
        int value = keepAlive.ping(100);
        keepAlive.pong(value + 1, 101);
        assertEquals(8, keepAlive.roundTripNanos());
        keepAlive.pong(value, 104);
        keepAlive.pong(value, 150);
        assertEquals(6, keepAlive.roundTripNanos());
    }
}
