package io.replicator.libp2p.host;

import java.io.IOException;
import java.util.List;

/** The remote speaks none of the protocols that were proposed to it. */
public final class UnsupportedProtocolException extends IOException {

    /** Says which protocols were proposed. */
    public UnsupportedProtocolException(List<String> protocols) {
        super("the remote supports none of " + protocols);
    }
}
