package io.replicator.libp2p.host;

import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;

/** No address of a peer could be dialled; says for each one why. */
public final class DialException extends IOException {

    private final transient Map<Multiaddr, Throwable> failures;

    /**
     * Says which dial failed.
     *
     * @param failures each address that was tried or passed over, and why; empty if none was known
     */
    public DialException(PeerId peer, Map<Multiaddr, Throwable> failures) {
        super(
                failures.isEmpty()
                        ? "no address is known for " + peer
                        : "cannot reach " + peer + ": "
                                + failures.entrySet().stream()
                                        .map(failure -> failure.getKey() + " ("
                                                + failure.getValue().getMessage() + ")")
                                        .collect(Collectors.joining(", ")));
        this.failures = Map.copyOf(failures);
    }

    /** Each address tried, and why it failed. */
    public Map<Multiaddr, Throwable> failures() {
        return failures;
    }
}
