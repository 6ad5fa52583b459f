package io.replicator.node.wire;

import io.replicator.engine.message.Message;
import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.model.Value;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which fields each message has; numbers as in {@code replicator.proto}. The counterpart of {@link MessageReader}. */
final class MessageFields {

    private MessageFields() {}

    static void hello(Message.Hello hello, FieldSink sink) throws IOException {
        sink.varint(1, hello.wireVersion());
        if (hello.network() != null) {
            sink.hash(2, hello.network().hash());
        }
        sink.message(3, hello.node(), MessageFields::node);
        sink.string(4, hello.cluster().text());
        sink.varint(5, hello.boot());
        sink.varint(6, hello.epoch());
        sink.bool(7, hello.founder());
        sink.varint(8, hello.run());
    }

    static void message(Message message, FieldSink sink) throws IOException {
        switch (message) {
            case Message.Ask ask -> sink.message(1, ask, MessageFields::ask);
            case Message.Answer answer -> sink.message(2, answer, MessageFields::answer);
            case Message.Relay relay -> sink.message(3, relay, MessageFields::relay);
            case Message.Relayed relayed -> sink.message(4, relayed, MessageFields::relayed);
            case Message.Commit commit -> sink.message(5, commit, MessageFields::commit);
            case Message.Genesis genesis -> sink.message(6, genesis, MessageFields::genesis);
            case Message.PullConfigs pull -> sink.message(7, pull, MessageFields::pullConfigs);
            case Message.Configs configs -> sink.message(8, configs, MessageFields::configs);
            case Message.Digest digest -> sink.message(9, digest, MessageFields::digest);
            case Message.Pull pull -> sink.message(10, pull, MessageFields::pull);
            case Message.Pulled pulled -> sink.message(11, pulled, MessageFields::pulled);
        }
    }

    private static void ask(Message.Ask ask, FieldSink sink) throws IOException {
        sink.varint(1, ask.epoch());
        sink.bytes(2, ask.key().unsafeBytes());
        sink.varint(3, ask.attempt());
        origin(4, ask.origin(), sink);
        switch (ask.request()) {
            case Request.Propose propose -> sink.message(5, propose, MessageFields::propose);
            case Request.Accept accept -> sink.message(6, accept, MessageFields::accept);
            case Request.Prepare prepare -> sink.message(7, prepare, MessageFields::prepare);
            case Request.Query query -> sink.message(8, query, MessageFields::query);
            case Request.Fetch fetch -> sink.message(9, fetch, MessageFields::fetch);
        }
    }

    private static void answer(Message.Answer answer, FieldSink sink) throws IOException {
        sink.varint(1, answer.epoch());
        sink.bytes(2, answer.key().unsafeBytes());
        sink.varint(3, answer.attempt());
        origin(4, answer.origin(), sink);
        switch (answer.reply()) {
            case Reply.Voted voted -> sink.message(5, voted, MessageFields::voted);
            case Reply.Denied denied -> sink.message(6, denied, MessageFields::denied);
            case Reply.Accepted accepted -> sink.message(7, accepted, MessageFields::accepted);
            case Reply.NeedValue needValue -> sink.message(8, needValue, MessageFields::needValue);
            case Reply.Rejected rejected -> sink.message(9, rejected, MessageFields::rejected);
            case Reply.Promise promise -> sink.message(10, promise, MessageFields::promise);
            case Reply.Report report -> sink.message(11, report, MessageFields::report);
            case Reply.Committed committed -> sink.message(12, committed, MessageFields::committed);
            case Reply.Fetched fetched -> sink.message(13, fetched, MessageFields::fetched);
            case Reply.Missing missing -> sink.message(14, missing, MessageFields::missing);
            case Reply.WrongEpoch wrongEpoch -> sink.message(15, wrongEpoch, MessageFields::wrongEpoch);
        }
    }

    private static void propose(Request.Propose propose, FieldSink sink) throws IOException {
        sink.hash(1, propose.pid().hash());
        sink.string(2, propose.txId().text());
        sink.bytes(3, propose.value().unsafeBytes());
    }

    private static void accept(Request.Accept accept, FieldSink sink) throws IOException {
        sink.message(1, accept.ballot(), MessageFields::ballot);
        sink.hash(2, accept.pid().hash());
        sink.string(3, accept.txId().text());
        value(4, accept.value(), sink);
    }

    private static void prepare(Request.Prepare prepare, FieldSink sink) throws IOException {
        sink.message(1, prepare.ballot(), MessageFields::ballot);
    }

    private static void query(Request.Query query, FieldSink sink) {
        // A query says everything by its kind.
    }

    private static void fetch(Request.Fetch fetch, FieldSink sink) throws IOException {
        sink.hash(1, fetch.pid().hash());
    }

    private static void voted(Reply.Voted voted, FieldSink sink) throws IOException {
        sink.hash(1, voted.pid().hash());
    }

    private static void denied(Reply.Denied denied, FieldSink sink) throws IOException {
        sink.hash(1, denied.asked().hash());
        sink.message(2, denied.promised(), MessageFields::ballot);
        vote(3, denied.vote(), sink);
    }

    private static void accepted(Reply.Accepted accepted, FieldSink sink) throws IOException {
        sink.message(1, accepted.ballot(), MessageFields::ballot);
        sink.hash(2, accepted.pid().hash());
    }

    private static void needValue(Reply.NeedValue needValue, FieldSink sink) throws IOException {
        sink.message(1, needValue.ballot(), MessageFields::ballot);
        sink.hash(2, needValue.pid().hash());
    }

    private static void rejected(Reply.Rejected rejected, FieldSink sink) throws IOException {
        sink.message(1, rejected.ballot(), MessageFields::ballot);
        sink.message(2, rejected.promised(), MessageFields::ballot);
    }

    private static void promise(Reply.Promise promise, FieldSink sink) throws IOException {
        sink.message(1, promise.ballot(), MessageFields::ballot);
        vote(2, promise.vote(), sink);
    }

    private static void report(Reply.Report report, FieldSink sink) throws IOException {
        sink.message(1, report.promised(), MessageFields::ballot);
        vote(2, report.vote(), sink);
    }

    private static void committed(Reply.Committed committed, FieldSink sink) throws IOException {
        sink.hash(1, committed.pid().hash());
        sink.string(2, committed.txId().text());
        value(3, committed.value(), sink);
    }

    private static void fetched(Reply.Fetched fetched, FieldSink sink) throws IOException {
        sink.hash(1, fetched.pid().hash());
        sink.string(2, fetched.txId().text());
        sink.bytes(3, fetched.value().unsafeBytes());
    }

    private static void missing(Reply.Missing missing, FieldSink sink) throws IOException {
        sink.hash(1, missing.pid().hash());
    }

    private static void wrongEpoch(Reply.WrongEpoch wrongEpoch, FieldSink sink) throws IOException {
        chain(1, wrongEpoch.chain(), sink);
    }

    private static void relay(Message.Relay relay, FieldSink sink) throws IOException {
        for (NodeId voter : relay.voters()) {
            sink.message(1, voter, MessageFields::node);
        }
        switch (relay.message()) {
            case Message.Ask ask -> sink.message(2, ask, MessageFields::ask);
            case Message.Commit commit -> sink.message(3, commit, MessageFields::commit);
            default -> throw new IllegalArgumentException("only requests and commits are relayed");
        }
    }

    private static void relayed(Message.Relayed relayed, FieldSink sink) throws IOException {
        sink.message(1, relayed.voter(), MessageFields::node);
        sink.message(2, relayed.answer(), MessageFields::answer);
    }

    private static void commit(Message.Commit commit, FieldSink sink) throws IOException {
        sink.varint(1, commit.epoch());
        sink.bytes(2, commit.key().unsafeBytes());
        sink.hash(3, commit.pid().hash());
        sink.string(4, commit.txId().text());
        value(5, commit.value(), sink);
    }

    private static void genesis(Message.Genesis genesis, FieldSink sink) throws IOException {
        sink.message(1, genesis.config(), MessageFields::config);
    }

    private static void pullConfigs(Message.PullConfigs pull, FieldSink sink) throws IOException {
        sink.varint(1, pull.fromEpoch());
    }

    private static void configs(Message.Configs configs, FieldSink sink) throws IOException {
        chain(1, configs.chain(), sink);
    }

    private static void digest(Message.Digest digest, FieldSink sink) throws IOException {
        sink.varint(1, digest.commits());
        sink.words(2, digest.buckets());
        sink.bool(3, digest.reply());
    }

    private static void pull(Message.Pull pull, FieldSink sink) throws IOException {
        sink.varint(1, pull.after());
        sink.varint(2, pull.limit());
    }

    private static void pulled(Message.Pulled pulled, FieldSink sink) throws IOException {
        sink.varint(1, pulled.after());
        for (Message.Pulled.Entry entry : pulled.entries()) {
            sink.message(2, entry, MessageFields::entry);
        }
        sink.varint(3, pulled.next());
        sink.bool(4, pulled.end());
    }

    private static void entry(Message.Pulled.Entry entry, FieldSink sink) throws IOException {
        sink.bytes(1, entry.key().unsafeBytes());
        sink.hash(2, entry.pid().hash());
    }

    private static void chain(int field, List<Config> chain, FieldSink sink) throws IOException {
        for (Config config : chain) {
            sink.message(field, config, MessageFields::config);
        }
    }

    private static void config(Config config, FieldSink sink) throws IOException {
        sink.hash(1, config.network().hash());
        sink.varint(2, config.epoch());
        sink.hash(3, config.previous());
        for (Map.Entry<ClusterId, List<NodeId>> cluster : config.clusters().entrySet()) {
            sink.message(4, cluster, MessageFields::cluster);
        }
    }

    private static void cluster(Map.Entry<ClusterId, List<NodeId>> cluster, FieldSink sink) throws IOException {
        sink.string(1, cluster.getKey().text());
        for (NodeId voter : cluster.getValue()) {
            sink.message(2, voter, MessageFields::node);
        }
    }

    private static void node(NodeId node, FieldSink sink) throws IOException {
        sink.string(1, node.peer().text());
        sink.store(2, node.store());
    }

    private static void ballot(Ballot ballot, FieldSink sink) throws IOException {
        sink.varint(1, ballot.round());
        if (ballot.isClassic()) {
            sink.store(2, ballot.store());
            sink.varint(3, ballot.boot());
        }
    }

    private static void vote(int field, Reply.@Nullable VoteReport vote, FieldSink sink) throws IOException {
        if (vote != null) {
            sink.message(field, vote, MessageFields::voteReport);
        }
    }

    private static void voteReport(Reply.VoteReport vote, FieldSink sink) throws IOException {
        sink.message(1, vote.ballot(), MessageFields::ballot);
        sink.hash(2, vote.pid().hash());
        sink.string(3, vote.txId().text());
    }

    /** An empty value is written and an absent one is not: they mean different things. */
    private static void value(int field, @Nullable Value value, FieldSink sink) throws IOException {
        if (value != null) {
            sink.bytes(field, value.unsafeBytes());
        }
    }

    private static void origin(int field, @Nullable PeerId origin, FieldSink sink) throws IOException {
        if (origin != null) {
            sink.string(field, origin.text());
        }
    }
}
