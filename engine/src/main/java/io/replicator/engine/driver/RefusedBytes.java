package io.replicator.engine.driver;

import io.replicator.engine.acceptor.Acceptor;
import io.replicator.engine.message.Request;
import io.replicator.engine.message.Request.Accept;
import io.replicator.engine.message.Request.Propose;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * The bytes of long values that came with questions that were refused, so that the next question about the same proposal
 * need not bring them. Over a narrow link, ballots that hinder each other would else have them sent anew each time, and none
 * would be there before the next ballot. In memory alone, the youngest {@value #MOST_BYTES} bytes.
 */
final class RefusedBytes {

    static final int MOST_BYTES = Value.MAX_BYTES;

    private record Kept(Key key, TxId txId, Value value) {}

    /** The oldest first. */
    private final SequencedMap<Pid, Kept> proposals = new LinkedHashMap<>();

    private int bytes;

    /** Keeps what a refused question has brought, if it is long enough to be worth it. Its bytes hash to their pid. */
    void keep(Key key, Request refused) {
        if (refused instanceof Propose propose) {
            keep(propose.pid(), new Kept(key, propose.txId(), propose.value()));
        } else if (refused instanceof Accept accept && accept.value() != null) {
            keep(accept.pid(), new Kept(key, accept.txId(), accept.value()));
        }
    }

    private void keep(Pid pid, Kept kept) {
        if (!Acceptor.isLong(kept.value()) || proposals.putIfAbsent(pid, kept) != null) {
            return;
        }
        bytes += kept.value().length();
        while (bytes > MOST_BYTES) {
            bytes -= Objects.requireNonNull(proposals.pollFirstEntry())
                    .getValue()
                    .value()
                    .length();
        }
    }

    /** The question with the bytes that it left out, if they are kept; otherwise as it is. */
    Request complete(Key key, Request request) {
        if (request instanceof Accept accept && accept.value() == null) {
            Kept kept = proposals.get(accept.pid());
            if (kept != null && kept.key().equals(key) && kept.txId().equals(accept.txId())) {
                return new Accept(accept.ballot(), accept.pid(), accept.txId(), kept.value());
            }
        }
        return request;
    }
}
