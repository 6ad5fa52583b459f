package io.replicator.libp2p.multistream;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One side of a negotiation, free of any input or output of its own. */
public sealed interface Negotiation permits DialerNegotiation, ListenerNegotiation {

    /** What to send first; may be nothing. */
    void start(ByteBuf out);

    /**
     * Reads complete messages until the negotiation has ended or more bytes are needed. What follows the last message of
     * the negotiation belongs to the protocol and stays in {@code in}.
     *
     * @param out takes what to answer
     * @return the protocol agreed on; null while there is none
     * @throws MultistreamException if the remote breaks the rules
     * @throws NoCommonProtocolException if the remote refused all proposals
     */
    @Nullable
    String advance(ByteBuf in, ByteBuf out) throws MultistreamException, NoCommonProtocolException;
}
