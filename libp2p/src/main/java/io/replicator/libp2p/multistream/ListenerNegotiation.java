package io.replicator.libp2p.multistream;

import io.netty.buffer.ByteBuf;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The choosing side. Sends {@code na} to everything it does not support, {@code ls} included. */
public final class ListenerNegotiation implements Negotiation {

    /** Proposals after which a remote is not serious. */
    static final int MAX_PROPOSALS = 64;

    private final Predicate<String> supported;
    private final boolean answersOnly;
    private boolean headerReceived;
    private int proposals;

    private ListenerNegotiation(Predicate<String> supported, boolean answersOnly) {
        this.supported = supported;
        this.answersOnly = answersOnly;
    }

    /** Sends its header at once. */
    public ListenerNegotiation(Predicate<String> supported) {
        this(supported, false);
    }

    /**
     * Sends nothing before the remote has sent the whole header. That costs no time, as dialers send theirs and a
     * proposal at once.
     */
    public static ListenerNegotiation answering(Predicate<String> supported) {
        return new ListenerNegotiation(supported, true);
    }

    @Override
    public void start(ByteBuf out) {
        if (!answersOnly) {
            Message.write(out, Message.HEADER);
        }
    }

    @Override
    public @Nullable String advance(ByteBuf in, ByteBuf out) throws MultistreamException {
        if (!headerReceived) {
            headerReceived = Message.readHeader(in);
            if (!headerReceived) {
                return null;
            }
            if (answersOnly) {
                Message.write(out, Message.HEADER);
            }
        }
        for (String proposal = Message.read(in); proposal != null; proposal = Message.read(in)) {
            if (supported.test(proposal)) {
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
