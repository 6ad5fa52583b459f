package io.replicator.engine.message;

import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import org.jspecify.annotations.Nullable;

/** What a coordinator asks of a voter (protocol section 3). */
public sealed interface Request {

    /** Reserve the key for this proposal: a vote at ballot 0. */
    record Propose(Pid pid, TxId txId, Value value) implements Request {}

    /** Vote for this proposal at this ballot; the bytes are left out for voters that are known to hold them. */
    record Accept(
            Ballot ballot, Pid pid, TxId txId, @Nullable Value value) implements Request {}

    /** Promise to vote at no lower ballot, and say what the last vote was. */
    record Prepare(Ballot ballot) implements Request {
        public Prepare {
            if (!ballot.isClassic()) {
                throw new IllegalArgumentException("only classic ballots are prepared");
            }
        }
    }

    /** Say what is known of the key; changes nothing. */
    record Query() implements Request {}

    /** Give the bytes of this proposal, out of a commit or a vote. */
    record Fetch(Pid pid) implements Request {}
}
