package io.replicator.node.wire;

import static io.replicator.node.wire.FieldSource.required;

import com.google.protobuf.InvalidProtocolBufferException;
import io.replicator.engine.message.Reply;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Makes replies out of their fields; see {@link MessageReader}. */
final class ReplyReader {

    private ReplyReader() {}

    static Reply.Voted voted(FieldSource source) throws IOException {
        return new Reply.Voted(pidAlone(source));
    }

    static Reply.Missing missing(FieldSource source) throws IOException {
        return new Reply.Missing(pidAlone(source));
    }

    static Reply.Denied denied(FieldSource source) throws IOException {
        Pid asked = null;
        Ballot promised = null;
        Reply.VoteReport vote = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> asked = source.pid();
                case 2 -> promised = source.message(ReplyReader::ballot);
                case 3 -> vote = source.message(ReplyReader::voteReport);
                default -> source.skip();
            }
        }
        return new Reply.Denied(required(asked, "asked"), required(promised, "promised"), vote);
    }

    static Reply.Accepted accepted(FieldSource source) throws IOException {
        BallotAndPid fields = ballotAndPid(source);
        return new Reply.Accepted(fields.ballot, fields.pid);
    }

    static Reply.NeedValue needValue(FieldSource source) throws IOException {
        BallotAndPid fields = ballotAndPid(source);
        return new Reply.NeedValue(fields.ballot, fields.pid);
    }

    static Reply.Rejected rejected(FieldSource source) throws IOException {
        Ballot ballot = null;
        Ballot promised = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> ballot = source.message(ReplyReader::ballot);
                case 2 -> promised = source.message(ReplyReader::ballot);
                default -> source.skip();
            }
        }
        return new Reply.Rejected(required(ballot, "ballot"), required(promised, "promised"));
    }

    static Reply.Promise promise(FieldSource source) throws IOException {
        BallotAndVote fields = ballotAndVote(source);
        return new Reply.Promise(fields.ballot, fields.vote);
    }

    static Reply.Report report(FieldSource source) throws IOException {
        BallotAndVote fields = ballotAndVote(source);
        return new Reply.Report(fields.ballot, fields.vote);
    }

    static Reply.Committed committed(FieldSource source) throws IOException {
        Outcome outcome = outcome(source);
        return new Reply.Committed(outcome.pid, outcome.txId, outcome.value);
    }

    static Reply.Fetched fetched(FieldSource source) throws IOException {
        Outcome outcome = outcome(source);
        return new Reply.Fetched(outcome.pid, outcome.txId, required(outcome.value, "value"));
    }

    static Ballot ballot(FieldSource source) throws IOException {
        long round = 0;
        StoreId store = null;
        long boot = 0;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> round = source.count();
                case 2 -> store = source.store();
                case 3 -> boot = source.count();
                default -> source.skip();
            }
        }
        if (round >= Ballot.FIRST_CLASSIC_ROUND) {
            return new Ballot(round, required(store, "store"), boot);
        }
        if (store != null || boot != 0) {
            throw new InvalidProtocolBufferException("ballots 0 and 1 belong to no store");
        }
        return round == 0 ? Ballot.FAST : Ballot.CONFIRM;
    }

    private static Pid pidAlone(FieldSource source) throws IOException {
        Pid pid = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> pid = source.pid();
                default -> source.skip();
            }
        }
        return required(pid, "pid");
    }

    private record BallotAndPid(Ballot ballot, Pid pid) {}

    private static BallotAndPid ballotAndPid(FieldSource source) throws IOException {
        Ballot ballot = null;
        Pid pid = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> ballot = source.message(ReplyReader::ballot);
                case 2 -> pid = source.pid();
                default -> source.skip();
            }
        }
        return new BallotAndPid(required(ballot, "ballot"), required(pid, "pid"));
    }

    private record BallotAndVote(Ballot ballot, Reply.@Nullable VoteReport vote) {}

    private static BallotAndVote ballotAndVote(FieldSource source) throws IOException {
        Ballot ballot = null;
        Reply.VoteReport vote = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> ballot = source.message(ReplyReader::ballot);
                case 2 -> vote = source.message(ReplyReader::voteReport);
                default -> source.skip();
            }
        }
        return new BallotAndVote(required(ballot, "ballot"), vote);
    }

    private record Outcome(Pid pid, TxId txId, @Nullable Value value) {}

    private static Outcome outcome(FieldSource source) throws IOException {
        Pid pid = null;
        TxId txId = null;
        Value value = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> pid = source.pid();
                case 2 -> txId = source.txId();
                case 3 -> value = source.value();
                default -> source.skip();
            }
        }
        return new Outcome(required(pid, "pid"), required(txId, "tx_id"), value);
    }

    private static Reply.VoteReport voteReport(FieldSource source) throws IOException {
        Ballot ballot = null;
        Pid pid = null;
        TxId txId = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> ballot = source.message(ReplyReader::ballot);
                case 2 -> pid = source.pid();
                case 3 -> txId = source.txId();
                default -> source.skip();
            }
        }
        return new Reply.VoteReport(required(ballot, "ballot"), required(pid, "pid"), required(txId, "tx_id"));
    }
}
