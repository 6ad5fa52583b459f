package io.replicator.libp2p.tcp;

import io.replicator.libp2p.multistream.Negotiation;
import java.time.Duration;

/** What happens to a new stream until its protocol is agreed on. Exactly one of the two outcomes is called, once. */
interface Opening {

    Negotiation negotiation();

    /** How long the negotiation may take. */
    Duration timeout();

    void opened(MuxedStream stream);

    void fail(Throwable cause);
}
