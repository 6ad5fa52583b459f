package io.replicator.libp2p.host;

import java.time.Duration;

/**
 * Between which numbers of connections a host stays, as go-libp2p's connection manager has it: above the high one,
 * connections are closed until there are no more than the low one. Those of protected peers stay besides ({@link
 * Host#protect}), and young ones, which have had no time to become useful yet.
 *
 * @param low connections that are left, besides protected and young ones
 * @param high connections that may be open before any is closed
 * @param grace how long a new connection is left alone
 */
public record Watermarks(int low, int high, Duration grace) {

    /** The defaults of go-libp2p. */
    public static final Watermarks DEFAULT = new Watermarks(160, 192, Duration.ofMinutes(1));

    public Watermarks {
        if (low < 0 || high < low || grace.isNegative()) {
            throw new IllegalArgumentException("watermarks need 0 <= low <= high and a grace of at least 0, not " + low
                    + ", " + high + ", " + grace);
        }
    }
}
