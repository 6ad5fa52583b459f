package io.replicator.engine.acceptor;

import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Reply.VoteReport;
import io.replicator.engine.message.Request;
import io.replicator.engine.message.Request.Accept;
import io.replicator.engine.message.Request.Fetch;
import io.replicator.engine.message.Request.Prepare;
import io.replicator.engine.message.Request.Propose;
import io.replicator.engine.message.Request.Query;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.KeyState.Committed;
import io.replicator.engine.model.KeyState.Undecided;
import io.replicator.engine.model.ProtocolViolation;
import io.replicator.engine.model.Value;
import io.replicator.engine.model.Vote;
import org.jspecify.annotations.Nullable;

/** The rules by which a voter answers (protocol section 4). Pure: the caller makes the new state durable, then replies. */
public final class Acceptor {

    /** The longest value, in bytes, that an answer to Query brings along; a longer one is fetched. */
    public static final int INLINE_VALUE_BYTES = 4096;

    private Acceptor() {}

    /** Whether these bytes take so long on a narrow link that they go to those alone who ask for them. */
    public static boolean isLong(Value value) {
        return value.length() > INLINE_VALUE_BYTES;
    }

    /**
     * What a request leads to.
     *
     * @param changed the new state, which must be durable before the reply leaves; null if nothing has changed
     */
    public record Decision(@Nullable KeyState changed, Reply reply) {}

    public static Decision decide(KeyState state, Request request) {
        return switch (state) {
            case Committed committed -> new Decision(null, onCommitted(committed, request));
            case Undecided undecided ->
                switch (request) {
                    case Propose propose -> onPropose(undecided, propose);
                    case Accept accept -> onAccept(undecided, accept);
                    case Prepare prepare -> onPrepare(undecided, prepare);
                    case Query _ ->
                        new Decision(null, new Reply.Report(undecided.promised(), report(undecided.vote())));
                    case Fetch fetch -> new Decision(null, onFetch(undecided.vote(), fetch));
                };
        };
    }

    private static Reply onCommitted(Committed committed, Request request) {
        if (request instanceof Fetch fetch && fetch.pid().equals(committed.pid())) {
            return new Reply.Fetched(committed.pid(), committed.txId(), committed.value());
        }
        boolean inline = request instanceof Query && !isLong(committed.value());
        return new Reply.Committed(committed.pid(), committed.txId(), inline ? committed.value() : null);
    }

    private static Decision onPropose(Undecided state, Propose propose) {
        Vote vote = state.vote();
        if (vote == null && state.promised().isFast()) {
            Vote reserved = new Vote(Ballot.FAST, propose.pid(), propose.txId(), propose.value());
            return new Decision(new Undecided(Ballot.FAST, reserved), new Reply.Voted(propose.pid()));
        }
        if (vote != null && vote.ballot().isFast() && vote.pid().equals(propose.pid())) {
            return new Decision(null, new Reply.Voted(propose.pid()));
        }
        return new Decision(null, new Reply.Denied(propose.pid(), state.promised(), report(vote)));
    }

    private static Decision onAccept(Undecided state, Accept accept) {
        Ballot ballot = accept.ballot();
        Vote vote = state.vote();
        if (state.promised().isAbove(ballot)) {
            return new Decision(null, new Reply.Rejected(ballot, state.promised()));
        }
        if (vote != null && vote.ballot().equals(ballot)) {
            if (!vote.pid().equals(accept.pid())) {
                throw new ProtocolViolation(
                        "ballot " + ballot + " carries both " + vote.pid() + " and " + accept.pid());
            }
            return new Decision(null, new Reply.Accepted(ballot, accept.pid()));
        }
        Value value = accept.value();
        if (value == null && vote != null && vote.pid().equals(accept.pid())) {
            value = vote.value();
        }
        if (value == null) {
            return new Decision(null, new Reply.NeedValue(ballot, accept.pid()));
        }
        return new Decision(
                new Undecided(ballot, new Vote(ballot, accept.pid(), accept.txId(), value)),
                new Reply.Accepted(ballot, accept.pid()));
    }

    private static Decision onPrepare(Undecided state, Prepare prepare) {
        Ballot ballot = prepare.ballot();
        Vote vote = state.vote();
        if (ballot.isAbove(state.promised())) {
            return new Decision(new Undecided(ballot, vote), new Reply.Promise(ballot, report(vote)));
        }
        if (ballot.equals(state.promised()) && (vote == null || ballot.isAbove(vote.ballot()))) {
            return new Decision(null, new Reply.Promise(ballot, report(vote)));
        }
        return new Decision(null, new Reply.Rejected(ballot, state.promised()));
    }

    private static Reply onFetch(@Nullable Vote vote, Fetch fetch) {
        return vote != null && vote.pid().equals(fetch.pid())
                ? new Reply.Fetched(vote.pid(), vote.txId(), vote.value())
                : new Reply.Missing(fetch.pid());
    }

    private static @Nullable VoteReport report(@Nullable Vote vote) {
        return vote == null ? null : new VoteReport(vote.ballot(), vote.pid(), vote.txId());
    }
}
