package io.replicator.libp2p.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.multiformats.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ConnectionTrimmerTest {

    private static final Duration GRACE = Duration.ofSeconds(10);

    private final LongAdder trimmed = new LongAdder();
    private final List<Runnable> later = new ArrayList<>();
    private final List<Duration> delays = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private ConnectionTrimmer trimmer = trimmer(GRACE);

    @Test
    void closesThoseWithoutStreamsFirst() {
        List<SilentConnection> old = open(4);
        old.get(1).busy = true;
        old.get(3).busy = true;
        now = now.plus(GRACE);
        assertTrue(old.stream().allMatch(Connection::isOpen), "not above the high watermark");
        SilentConnection fifth = open();
        assertEquals(
                List.of(false, true, false, true),
                old.stream().map(SilentConnection::isOpen).toList());
        assertTrue(fifth.isOpen(), "it is too young to be judged");
        assertEquals(2, trimmed.sum());
    }

    @Test
    void leavesYoungConnectionsAloneUntilTheirGraceIsOver() {
        List<SilentConnection> young = open(6);
        assertTrue(young.stream().allMatch(Connection::isOpen));
        assertEquals(1, later.size(), "it looks again, once");
        now = now.plus(GRACE);
        later.removeFirst().run();
        assertEquals(2, young.stream().filter(Connection::isOpen).count());
        assertEquals(4, trimmed.sum());
        assertTrue(later.isEmpty());
    }

    @Test
    void anOlderConnectionOutlivesAFlood() {
        SilentConnection old = open();
        now = now.plus(GRACE);
        List<SilentConnection> flood = open(8);
        now = now.plus(GRACE);
        later.removeFirst().run();
        assertTrue(old.isOpen());
        assertEquals(1, flood.stream().filter(Connection::isOpen).count());
    }

    @Test
    void protectedConnectionsStayBesidesTheOthers() {
        List<SilentConnection> friends = open(4);
        friends.forEach(connection -> {
            trimmer.protect(connection.remotePeer(), "one");
            trimmer.protect(connection.remotePeer(), "two");
            trimmer.unprotect(connection.remotePeer(), "one");
        });
        List<SilentConnection> strangers = open(4);
        now = now.plus(GRACE);
        later.removeFirst().run();
        assertEquals(4, friends.stream().filter(Connection::isOpen).count());
        assertEquals(2, strangers.stream().filter(Connection::isOpen).count());
        friends.forEach(connection -> trimmer.unprotect(connection.remotePeer(), "two"));
        assertFalse(trimmer.isProtected(friends.getFirst().remotePeer()));
        open();
        long left = friends.stream().filter(Connection::isOpen).count()
                + strangers.stream().filter(Connection::isOpen).count();
        assertEquals(2, left);
    }

    @Test
    void refusesMoreReasonsThanAnybodyHas() {
        PeerId peer = open().remotePeer();
        IntStream.range(0, ConnectionTrimmer.MAX_REASONS).forEach(i -> trimmer.protect(peer, "reason " + i));
        trimmer.protect(peer, "reason 0");
        assertThrows(IllegalStateException.class, () -> trimmer.protect(peer, "one more"));
    }

    @Test
    void refusesWatermarksThatMakeNoSense() {
        assertThrows(IllegalArgumentException.class, () -> new Watermarks(3, 2, GRACE));
        assertThrows(IllegalArgumentException.class, () -> new Watermarks(-1, 2, GRACE));
    }

    @Test
    void pausesBetweenTwoLooksEvenWithoutGrace() {
        trimmer = trimmer(Duration.ZERO);
        SilentConnection friend = open();
        trimmer.protect(friend.remotePeer(), "a friend of many connections");
        for (int i = 0; i < 4; i++) {
            trimmer.opened(new SilentConnection(friend.remoteKey()));
        }
        later.removeFirst().run();
        assertEquals(List.of(ConnectionTrimmer.MIN_PAUSE, ConnectionTrimmer.MIN_PAUSE), delays);
    }

    private ConnectionTrimmer trimmer(Duration grace) {
        return new ConnectionTrimmer(
                new Watermarks(2, 4, grace),
                () -> now,
                (delay, task) -> {
                    delays.add(delay);
                    later.add(task);
                },
                trimmed);
    }

    private List<SilentConnection> open(int count) {
        return IntStream.range(0, count).mapToObj(_ -> open()).toList();
    }

    private SilentConnection open() {
        SilentConnection connection = new SilentConnection();
        trimmer.opened(connection);
        return connection;
    }
}
