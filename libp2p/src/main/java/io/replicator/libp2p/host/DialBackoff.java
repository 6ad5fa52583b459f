package io.replicator.libp2p.host;

import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which addresses failed of late, and until when they are left alone: 5 s + tries² s, at most 5 min, as in go-libp2p. */
final class DialBackoff {

    static final Duration BASE = Duration.ofSeconds(5);
    static final Duration MAX = Duration.ofMinutes(5);

    /** Failed addresses remembered; beyond, the oldest is forgotten. */
    static final int MAX_ENTRIES = 4096;

    private record Target(PeerId peer, Multiaddr address) {}

    private record Failure(int tries, long untilMillis) {}

    private final InstantSource clock;
    private final Map<Target, Failure> failures = new LinkedHashMap<>();

    DialBackoff(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void failed(PeerId peer, Multiaddr address) {
        Target target = new Target(peer, address);
        Failure before = failures.remove(target);
        int tries = before == null ? 1 : before.tries() + 1;
        Duration pause = BASE.plusSeconds((long) tries * tries);
        long until = clock.millis() + (pause.compareTo(MAX) < 0 ? pause : MAX).toMillis();
        failures.put(target, new Failure(tries, until));
        if (failures.size() > MAX_ENTRIES) {
            failures.remove(failures.keySet().iterator().next());
        }
    }

    synchronized void succeeded(PeerId peer, Multiaddr address) {
        failures.remove(new Target(peer, address));
    }

    /** How long the address is still to be left alone; zero if it may be tried. */
    synchronized Duration remaining(PeerId peer, Multiaddr address) {
        Failure failure = failures.get(new Target(peer, address));
        return failure == null ? Duration.ZERO : Duration.ofMillis(Math.max(0, failure.untilMillis() - clock.millis()));
    }
}
