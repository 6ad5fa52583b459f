package io.replicator.engine.message;

import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a voter answers (protocol section 3). It leaves only after the sync of the state that it reports. */
public sealed interface Reply {

    /** To Propose: this voter reserved the key for the proposal, and holds its bytes durably. Never withdrawn. */
    record Voted(Pid pid) implements Reply {}

    /**
     * To Propose: the key is reserved for another proposal or promised to a higher ballot.
     *
     * @param vote what it is reserved for; none if there is a promise alone
     */
    record Denied(Pid asked, Ballot promised, @Nullable VoteReport vote) implements Reply {}

    /** To Accept: this voter voted for the proposal at the ballot, and holds its bytes durably. Never withdrawn. */
    record Accepted(Ballot ballot, Pid pid) implements Reply {}

    /** To Accept: the ballot is fine, but the bytes are not here. Nothing has changed. */
    record NeedValue(Ballot ballot, Pid pid) implements Reply {}

    /** To Accept and Prepare: a higher (or, to Prepare, an equal and used) ballot is promised. */
    record Rejected(Ballot ballot, Ballot promised) implements Reply {}

    /** To Prepare: no lower ballot gets a vote here any more; with the last vote, if there is one. */
    record Promise(Ballot ballot, @Nullable VoteReport vote) implements Reply {}

    /** To Query: the vote that is held, or none. Counts only in the attempt that asked. */
    record Report(Ballot promised, @Nullable VoteReport vote) implements Reply {}

    /** To any request: the key has its outcome. The bytes come along only with answers to Query, when they are few. */
    record Committed(Pid pid, TxId txId, @Nullable Value value) implements Reply {}

    /** To Fetch. */
    record Fetched(Pid pid, TxId txId, Value value) implements Reply {}

    /** To Fetch: the bytes are not here. */
    record Missing(Pid pid) implements Reply {}

    /** To any request: this node does not vote in that epoch; with the configurations that it knows. */
    record WrongEpoch(List<Config> chain) implements Reply {
        public WrongEpoch {
            chain = List.copyOf(chain);
        }
    }

    /** A vote without its bytes. */
    record VoteReport(Ballot ballot, Pid pid, TxId txId) {}
}
