package io.replicator.libp2p.multistream;

import java.io.IOException;
import java.util.List;

/** The remote speaks none of the proposed protocols. */
public final class NoCommonProtocolException extends IOException {

    NoCommonProtocolException(List<String> protocols) {
        super("the remote supports none of " + protocols);
    }
}
