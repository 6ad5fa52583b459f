package io.replicator.libp2p.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.crypto.PublicKey;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ConnectionTrimmerTest {

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Multiaddr ADDRESS = Multiaddr.parse("/ip4/10.0.0.1/tcp/1");

    /** Nobody asks anything of it. */
    private static final Stream STREAM = (Stream)
            Proxy.newProxyInstance(Stream.class.getClassLoader(), new Class<?>[] {Stream.class}, (_, method, _) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    private final LongAdder trimmed = new LongAdder();
    private final List<Runnable> later = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private final ConnectionTrimmer trimmer =
            new ConnectionTrimmer(new Watermarks(2, 4, GRACE), () -> now, (_, task) -> later.add(task), trimmed);

    @Test
    void closesThoseWithoutStreamsFirst() {
        List<Silent> old = open(4);
        old.get(1).busy = true;
        old.get(3).busy = true;
        now = now.plus(GRACE);
        assertTrue(old.stream().allMatch(Connection::isOpen), "not above the high watermark");
        Silent fifth = open();
        assertEquals(
                List.of(false, true, false, true),
                old.stream().map(Silent::isOpen).toList());
        assertTrue(fifth.isOpen(), "it is too young to be judged");
        assertEquals(2, trimmed.sum());
    }

    @Test
    void leavesYoungConnectionsAloneUntilTheirGraceIsOver() {
        List<Silent> young = open(6);
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
        Silent old = open();
        now = now.plus(GRACE);
        List<Silent> flood = open(8);
        now = now.plus(GRACE);
        later.removeFirst().run();
        assertTrue(old.isOpen());
        assertEquals(1, flood.stream().filter(Connection::isOpen).count());
    }

    @Test
    void protectedConnectionsStayBesidesTheOthers() {
        List<Silent> friends = open(4);
        friends.forEach(connection -> {
            trimmer.protect(connection.remotePeer(), "one");
            trimmer.protect(connection.remotePeer(), "two");
            trimmer.unprotect(connection.remotePeer(), "one");
        });
        List<Silent> strangers = open(4);
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

    private List<Silent> open(int count) {
        return IntStream.range(0, count).mapToObj(_ -> open()).toList();
    }

    private Silent open() {
        Silent connection = new Silent();
        trimmer.opened(connection);
        return connection;
    }

    /** Does nothing but be there. */
    private static final class Silent implements Connection {
        private final PublicKey key =
                PrivateKey.generateEd25519(new SecureRandom()).publicKey();
        private final CompletableFuture<Void> closed = new CompletableFuture<>();
        private boolean busy;

        @Override
        public PeerId remotePeer() {
            return key.peerId();
        }

        @Override
        public PublicKey remoteKey() {
            return key;
        }

        @Override
        public Multiaddr remoteAddress() {
            return ADDRESS;
        }

        @Override
        public Multiaddr localAddress() {
            return ADDRESS;
        }

        @Override
        public boolean isInitiator() {
            return false;
        }

        @Override
        public CompletableFuture<Stream> openStream(List<String> protocols) {
            return new CompletableFuture<>();
        }

        @Override
        public Collection<Stream> streams() {
            return busy ? List.of(STREAM) : List.of();
        }

        @Override
        public Duration roundTrip() {
            return Duration.ZERO;
        }

        @Override
        public boolean isOpen() {
            return !closed.isDone();
        }

        @Override
        public CompletableFuture<Void> close() {
            closed.complete(null);
            return closed;
        }

        @Override
        public CompletableFuture<Void> closed() {
            return closed;
        }
    }
}
