package io.replicator.libp2p.multistream;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The proposing side. The header and the first proposal go out together, which saves a round trip. */
public final class DialerNegotiation implements Negotiation {

    private final List<String> protocols;
    private int proposed;
    private boolean headerReceived;

    /** @param protocols ids by preference, at least one */
    public DialerNegotiation(List<String> protocols) {
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("a negotiation needs a protocol to propose");
        }
        this.protocols = List.copyOf(protocols);
    }

    @Override
    public void start(ByteBuf out) {
        Message.write(out, Message.HEADER);
        Message.write(out, protocols.getFirst());
    }

    @Override
    public @Nullable String advance(ByteBuf in, ByteBuf out) throws MultistreamException, NoCommonProtocolException {
        if (!headerReceived) {
            headerReceived = Message.readHeader(in);
            if (!headerReceived) {
                return null;
            }
        }
        for (String answer = Message.read(in); answer != null; answer = Message.read(in)) {
            if (answer.equals(protocols.get(proposed))) {
                return answer;
            } else if (answer.equals(Message.NOT_AVAILABLE)) {
                proposeNext(out);
            } else {
                throw new MultistreamException("the remote answered \"" + answer + "\" to " + protocols.get(proposed));
            }
        }
        return null;
    }

    private void proposeNext(ByteBuf out) throws NoCommonProtocolException {
        proposed++;
        if (proposed == protocols.size()) {
            throw new NoCommonProtocolException(protocols);
        }
        Message.write(out, protocols.get(proposed));
    }
}
