package io.replicator.libp2p.multistream;

import io.netty.buffer.ByteBuf;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The choosing side. Sends its header at once, and {@code na} to everything it does not support, {@code ls} included. */
public final class ListenerNegotiation implements Negotiation {

    /** Proposals after which a remote is not serious. */
    static final int MAX_PROPOSALS = 64;

    private final Predicate<String> supported;
    private boolean headerReceived;
    private int proposals;

    public ListenerNegotiation(Predicate<String> supported) {
        this.supported = supported;
    }

    @Override
    public void start(ByteBuf out) {
        Message.write(out, Message.HEADER);
    }

    @Override
    public @Nullable String advance(ByteBuf in, ByteBuf out) throws MultistreamException {
        for (String proposal = Message.read(in); proposal != null; proposal = Message.read(in)) {
            if (!headerReceived) {
                Message.requireHeader(proposal);
                headerReceived = true;
            } else if (supported.test(proposal)) {
                Message.write(out, proposal);
                return proposal;
            } else {
                refuse(out);
            }
        }
        return null;
    }

    private void refuse(ByteBuf out) throws MultistreamException {
        proposals++;
        if (proposals > MAX_PROPOSALS) {
            throw new MultistreamException("the remote made more than " + MAX_PROPOSALS + " proposals");
        }
        Message.write(out, Message.NOT_AVAILABLE);
    }
}
