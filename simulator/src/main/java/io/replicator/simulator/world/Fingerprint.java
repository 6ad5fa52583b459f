package io.replicator.simulator.world;

import io.replicator.engine.message.Message;
import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.Ballot;
import org.jspecify.annotations.Nullable;

/** A number for a message that differs between any two that a run is likely to confuse. */
final class Fingerprint {

    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private Fingerprint() {}

    static long of(Message message) {
        return switch (message) {
            case Message.Ask ask -> mix(1, ask.key().hashCode(), ask.attempt(), of(ask.request()));
            case Message.Answer answer -> mix(2, answer.key().hashCode(), answer.attempt(), of(answer.reply()));
            case Message.Relay relay -> mix(3, relay.voters().size(), 0, of(relay.message()));
            case Message.Relayed relayed -> mix(4, relayed.voter().store().low(), 0, of(relayed.answer()));
            case Message.Commit commit ->
                mix(
                        5,
                        commit.key().hashCode(),
                        commit.value() == null ? 0 : 1,
                        commit.pid().hash().a());
            case Message.Genesis genesis ->
                mix(6, 0, 0, genesis.config().network().hash().a());
            case Message.PullConfigs pull -> mix(7, 0, 0, pull.fromEpoch());
            case Message.Configs configs -> mix(8, 0, 0, configs.chain().size());
            case Message.Digest digest -> mix(9, 0, digest.reply() ? 1 : 0, digest.commits());
            case Message.Pull pull -> mix(10, 0, pull.limit(), pull.after());
            case Message.Pulled pulled -> mix(11, pulled.entries().size(), pulled.after(), pulled.next());
        };
    }

    private static long of(Request request) {
        return switch (request) {
            case Request.Propose propose -> mix(1, 0, 0, propose.pid().hash().a());
            case Request.Accept accept ->
                mix(
                        2,
                        accept.value() == null ? 0 : 1,
                        of(accept.ballot()),
                        accept.pid().hash().a());
            case Request.Prepare prepare -> mix(3, 0, 0, of(prepare.ballot()));
            case Request.Query _ -> 4;
            case Request.Fetch fetch -> mix(5, 0, 0, fetch.pid().hash().a());
        };
    }

    private static long of(Reply reply) {
        return switch (reply) {
            case Reply.Voted voted -> mix(1, 0, 0, voted.pid().hash().a());
            case Reply.Denied denied ->
                mix(
                        2,
                        of(denied.promised()),
                        of(denied.vote()),
                        denied.asked().hash().a());
            case Reply.Accepted accepted ->
                mix(3, 0, of(accepted.ballot()), accepted.pid().hash().a());
            case Reply.NeedValue need ->
                mix(4, 0, of(need.ballot()), need.pid().hash().a());
            case Reply.Rejected rejected -> mix(5, 0, of(rejected.ballot()), of(rejected.promised()));
            case Reply.Promise promise -> mix(6, 0, of(promise.ballot()), of(promise.vote()));
            case Reply.Report report -> mix(7, 0, of(report.promised()), of(report.vote()));
            case Reply.Committed committed ->
                mix(8, 0, 0, committed.pid().hash().a());
            case Reply.Fetched fetched -> mix(9, 0, 0, fetched.pid().hash().a());
            case Reply.Missing missing -> mix(10, 0, 0, missing.pid().hash().a());
            case Reply.WrongEpoch wrong -> mix(11, 0, 0, wrong.chain().size());
        };
    }

    private static long of(Reply.@Nullable VoteReport vote) {
        return vote == null ? 0 : mix(1, 0, of(vote.ballot()), vote.pid().hash().a());
    }

    private static long of(Ballot ballot) {
        return ballot.round() * PRIME + ballot.store().low() + ballot.boot();
    }

    private static long mix(long kind, long a, long b, long c) {
        return (((kind * PRIME + a) * PRIME + b) * PRIME + c) * PRIME;
    }
}
