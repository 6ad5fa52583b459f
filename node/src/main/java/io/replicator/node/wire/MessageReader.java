package io.replicator.node.wire;

import static io.replicator.node.wire.FieldSource.add;
import static io.replicator.node.wire.FieldSource.required;

import io.replicator.engine.message.Message;
import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.CommitDigest;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.model.Words;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages out of their fields; numbers as in {@code replicator.proto}. Unknown fields are passed over. A message
 * whose kind, request or reply is unknown is none (null): a later version sent it. The counterpart of
 * {@link MessageFields}.
 */
final class MessageReader {

    private MessageReader() {}

    static @Nullable Message message(FieldSource source) throws IOException {
        Message message = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> message = source.messageIfKnown(MessageReader::ask);
                case 2 -> message = source.messageIfKnown(MessageReader::answer);
                case 3 -> message = source.messageIfKnown(MessageReader::relay);
                case 4 -> message = source.messageIfKnown(MessageReader::relayed);
                case 5 -> message = source.message(MessageReader::commit);
                case 6 -> message = source.message(MessageReader::genesis);
                case 7 -> message = source.message(MessageReader::pullConfigs);
                case 8 -> message = new Message.Configs(source.message(MessageReader::chain));
                case 9 -> message = source.message(MessageReader::digest);
                case 10 -> message = source.message(MessageReader::pull);
                case 11 -> message = source.message(MessageReader::pulled);
                default -> source.skip();
            }
        }
        return message;
    }

    private static Message.@Nullable Ask ask(FieldSource source) throws IOException {
        long epoch = 0;
        Key key = null;
        long attempt = 0;
        PeerId origin = null;
        Request request = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> epoch = source.count();
                case 2 -> key = source.key();
                case 3 -> attempt = source.varint();
                case 4 -> origin = source.peer();
                case 5 -> request = source.message(RequestReader::propose);
                case 6 -> request = source.message(RequestReader::accept);
                case 7 -> request = source.message(RequestReader::prepare);
                case 8 -> request = source.message(RequestReader::query);
                case 9 -> request = source.message(RequestReader::fetch);
                default -> source.skip();
            }
        }
        return request == null ? null : new Message.Ask(epoch, required(key, "key"), attempt, origin, request);
    }

    private static Message.@Nullable Answer answer(FieldSource source) throws IOException {
        long epoch = 0;
        Key key = null;
        long attempt = 0;
        PeerId origin = null;
        Reply reply = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> epoch = source.count();
                case 2 -> key = source.key();
                case 3 -> attempt = source.varint();
                case 4 -> origin = source.peer();
                case 5 -> reply = source.message(ReplyReader::voted);
                case 6 -> reply = source.message(ReplyReader::denied);
                case 7 -> reply = source.message(ReplyReader::accepted);
                case 8 -> reply = source.message(ReplyReader::needValue);
                case 9 -> reply = source.message(ReplyReader::rejected);
                case 10 -> reply = source.message(ReplyReader::promise);
                case 11 -> reply = source.message(ReplyReader::report);
                case 12 -> reply = source.message(ReplyReader::committed);
                case 13 -> reply = source.message(ReplyReader::fetched);
                case 14 -> reply = source.message(ReplyReader::missing);
                case 15 -> reply = new Reply.WrongEpoch(source.message(MessageReader::chain));
                default -> source.skip();
            }
        }
        return reply == null ? null : new Message.Answer(epoch, required(key, "key"), attempt, origin, reply);
    }

    private static Message.@Nullable Relay relay(FieldSource source) throws IOException {
        List<NodeId> voters = new ArrayList<>();
        Message message = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> add(voters, source.node(), Config.MAX_VOTERS);
                case 2 -> message = source.messageIfKnown(MessageReader::ask);
                case 3 -> message = source.message(MessageReader::commit);
                default -> source.skip();
            }
        }
        return message == null ? null : new Message.Relay(voters, message);
    }

    private static Message.@Nullable Relayed relayed(FieldSource source) throws IOException {
        NodeId voter = null;
        Message.Answer answer = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> voter = source.node();
                case 2 -> answer = source.messageIfKnown(MessageReader::answer);
                default -> source.skip();
            }
        }
        return answer == null ? null : new Message.Relayed(required(voter, "voter"), answer);
    }

    private static Message.Commit commit(FieldSource source) throws IOException {
        long epoch = 0;
        Key key = null;
        Pid pid = null;
        TxId txId = null;
        Value value = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> epoch = source.count();
                case 2 -> key = source.key();
                case 3 -> pid = source.pid();
                case 4 -> txId = source.txId();
                case 5 -> value = source.value();
                default -> source.skip();
            }
        }
        return new Message.Commit(epoch, required(key, "key"), required(pid, "pid"), required(txId, "tx_id"), value);
    }

    private static Message.Genesis genesis(FieldSource source) throws IOException {
        Config config = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> config = source.message(MessageReader::config);
                default -> source.skip();
            }
        }
        return new Message.Genesis(required(config, "config"));
    }

    private static Message.PullConfigs pullConfigs(FieldSource source) throws IOException {
        long fromEpoch = 0;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> fromEpoch = source.count();
                default -> source.skip();
            }
        }
        return new Message.PullConfigs(fromEpoch);
    }

    private static Message.Digest digest(FieldSource source) throws IOException {
        long commits = 0;
        Words buckets = Words.NONE;
        boolean reply = false;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> commits = source.count();
                case 2 -> buckets = source.words(CommitDigest.BUCKETS);
                case 3 -> reply = source.bool();
                default -> source.skip();
            }
        }
        return new Message.Digest(commits, buckets, reply);
    }

    private static Message.Pull pull(FieldSource source) throws IOException {
        long after = 0;
        int limit = 0;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> after = source.count();
                case 2 -> limit = source.smallCount();
                default -> source.skip();
            }
        }
        return new Message.Pull(after, limit);
    }

    private static Message.Pulled pulled(FieldSource source) throws IOException {
        long after = 0;
        List<Message.Pulled.Entry> entries = new ArrayList<>();
        long next = 0;
        boolean end = false;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> after = source.count();
                case 2 -> add(entries, source.message(MessageReader::entry), Message.MAX_PULLED);
                case 3 -> next = source.count();
                case 4 -> end = source.bool();
                default -> source.skip();
            }
        }
        return new Message.Pulled(after, entries, next, end);
    }

    private static Message.Pulled.Entry entry(FieldSource source) throws IOException {
        Key key = null;
        Pid pid = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> key = source.key();
                case 2 -> pid = source.pid();
                default -> source.skip();
            }
        }
        return new Message.Pulled.Entry(required(key, "key"), required(pid, "pid"));
    }

    private static List<Config> chain(FieldSource source) throws IOException {
        List<Config> chain = new ArrayList<>();
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> add(chain, source.message(MessageReader::config), WireFormat.MAX_CHAIN);
                default -> source.skip();
            }
        }
        return chain;
    }

    private static Config config(FieldSource source) throws IOException {
        Hash256 network = null;
        long epoch = 0;
        Hash256 previous = null;
        SortedMap<ClusterId, List<NodeId>> clusters = new TreeMap<>();
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> network = source.hash();
                case 2 -> epoch = source.count();
                case 3 -> previous = source.hash();
                case 4 -> {
                    Voters voters = source.message(MessageReader::voters);
                    if (clusters.put(voters.cluster, voters.nodes) != null) {
                        throw new IllegalArgumentException(
                                "cluster " + voters.cluster + " stands twice in the configuration");
                    }
                }
                default -> source.skip();
            }
        }
        return new Config(new NetworkId(required(network, "network")), epoch, required(previous, "previous"), clusters);
    }

    private record Voters(ClusterId cluster, List<NodeId> nodes) {}

    private static Voters voters(FieldSource source) throws IOException {
        ClusterId cluster = null;
        List<NodeId> nodes = new ArrayList<>();
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> cluster = source.cluster();
                case 2 -> add(nodes, source.node(), Config.MAX_VOTERS);
                default -> source.skip();
            }
        }
        return new Voters(required(cluster, "cluster"), nodes);
    }

    static NodeId node(FieldSource source) throws IOException {
        PeerId peer = null;
        StoreId store = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> peer = source.peer();
                case 2 -> store = source.store();
                default -> source.skip();
            }
        }
        return new NodeId(required(peer, "peer"), required(store, "store"));
    }
}
