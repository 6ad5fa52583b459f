package io.replicator.simulator.world;

import io.replicator.engine.message.Message;
import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.StoreOutcome;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Messages and answers in words that fit into a line. */
public final class Wording {

    private static final int PID_CHARACTERS = 6;

    private Wording() {}

    public static String of(Pid pid) {
        return pid.toString().substring(0, PID_CHARACTERS);
    }

    public static String of(Message message) {
        return switch (message) {
            case Message.Ask ask -> of(ask.request()) + " '" + ask.key() + "' #" + shortOf(ask.attempt());
            case Message.Answer answer -> of(answer.reply()) + " '" + answer.key() + "' #" + shortOf(answer.attempt());
            case Message.Relay relay ->
                "Relay to "
                        + relay.voters().stream()
                                .map(voter -> voter.peer().text())
                                .collect(Collectors.joining(", "))
                        + ": " + of(relay.message());
            case Message.Relayed relayed -> "for " + relayed.voter().peer() + ": " + of(relayed.answer());
            case Message.Commit commit -> "Commit " + of(commit.pid()) + " '" + commit.key() + "'";
            case Message.Genesis _ -> "Genesis";
            case Message.PullConfigs pull -> "PullConfigs from " + pull.fromEpoch();
            case Message.Configs configs -> configs.chain().size() + " Configs";
            case Message.Digest digest -> "Digest of " + digest.commits() + " commits";
            case Message.Pull pull -> "Pull after " + pull.after();
            case Message.Pulled pulled -> "Pulled " + pulled.entries().size() + " keys up to " + pulled.next();
        };
    }

    /** The key that a message is about; null if it is about none. */
    static @Nullable Key key(Message message) {
        return switch (message) {
            case Message.Ask ask -> ask.key();
            case Message.Answer answer -> answer.key();
            case Message.Relay relay -> key(relay.message());
            case Message.Relayed relayed -> relayed.answer().key();
            case Message.Commit commit -> commit.key();
            case Message.Genesis _,
                    Message.PullConfigs _,
                    Message.Configs _,
                    Message.Digest _,
                    Message.Pull _,
                    Message.Pulled _ -> null;
        };
    }

    /** Whether nodes send it all the time, to compare what they have. */
    static boolean isRoutine(Message message) {
        return message instanceof Message.Digest
                || message instanceof Message.Pull
                || message instanceof Message.Pulled;
    }

    private static long shortOf(long attempt) {
        return attempt & 0xFFFF;
    }

    private static String of(Request request) {
        return switch (request) {
            case Request.Propose propose -> "Propose " + of(propose.pid());
            case Request.Accept accept ->
                "Accept(" + accept.ballot() + ") " + of(accept.pid())
                        + (accept.value() == null ? " without bytes" : "");
            case Request.Prepare prepare -> "Prepare(" + prepare.ballot() + ")";
            case Request.Query _ -> "Query";
            case Request.Fetch fetch -> "Fetch " + of(fetch.pid());
        };
    }

    private static String of(Reply reply) {
        return switch (reply) {
            case Reply.Voted voted -> "VOTED " + of(voted.pid());
            case Reply.Denied denied -> "DENIED " + of(denied.asked()) + held(denied.vote(), denied.promised());
            case Reply.Accepted accepted -> "ACCEPTED(" + accepted.ballot() + ") " + of(accepted.pid());
            case Reply.NeedValue need -> "NEED_VALUE(" + need.ballot() + ") " + of(need.pid());
            case Reply.Rejected rejected -> "REJECTED(" + rejected.ballot() + "), promised " + rejected.promised();
            case Reply.Promise promise -> "PROMISE(" + promise.ballot() + ")" + held(promise.vote(), null);
            case Reply.Report report ->
                report.vote() == null ? "NONE, promised " + report.promised() : "VOTE" + held(report.vote(), null);
            case Reply.Committed committed -> "COMMITTED " + of(committed.pid());
            case Reply.Fetched fetched -> "the bytes of " + of(fetched.pid());
            case Reply.Missing missing -> "MISSING " + of(missing.pid());
            case Reply.WrongEpoch _ -> "WRONG_EPOCH";
        };
    }

    private static String held(Reply.@Nullable VoteReport vote, @Nullable Object promised) {
        if (vote == null) {
            return promised == null ? ", holds no vote" : ", promised " + promised;
        }
        return ", holds " + of(vote.pid()) + " at " + vote.ballot();
    }

    public static String of(StoreOutcome outcome) {
        return switch (outcome) {
            case StoreOutcome.Stored stored -> "stored " + of(stored.pid());
            case StoreOutcome.AlreadyYours yours -> "already yours " + of(yours.pid());
            case StoreOutcome.KeyExists exists -> "key exists, won by " + of(exists.winnerPid());
            case StoreOutcome.KeyReserved reserved -> "key reserved by " + of(reserved.holderPid());
            case StoreOutcome.Unknown _ -> "outcome unknown";
            case StoreOutcome.NotAttempted not -> "not attempted: " + not.reason();
            case StoreOutcome.TxReused reused -> "transaction reused, held by " + of(reused.holderPid());
        };
    }

    public static String of(ReadOutcome outcome) {
        return switch (outcome) {
            case ReadOutcome.Found found -> "found " + of(found.committed().pid());
            case ReadOutcome.NotFound _ -> "not found";
            case ReadOutcome.Unavailable unavailable -> "unavailable: " + unavailable.reason();
        };
    }
}
