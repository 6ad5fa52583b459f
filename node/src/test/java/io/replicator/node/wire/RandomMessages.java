package io.replicator.node.wire;

import io.replicator.engine.message.Message;
import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.Ballot;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Messages of every kind, from a seed. */
final class RandomMessages {

    private final Random random;

    RandomMessages(long seed) {
        random = new Random(seed);
    }

    /** One of each kind, request and reply, by a name for its golden file. */
    Map<String, Message> oneOfEach() {
        Map<String, Message> messages = new LinkedHashMap<>();
        requests().forEach((name, request) -> messages.put("ask-" + name, ask(request.get())));
        replies().forEach((name, reply) -> messages.put("answer-" + name, answer(reply.get())));
        messages.put("relay-ask", new Message.Relay(nodes(3), ask(propose())));
        messages.put("relay-commit", new Message.Relay(nodes(2), commit()));
        messages.put("relayed", new Message.Relayed(node(), answer(new Reply.Voted(pid()))));
        messages.put("commit", commit());
        messages.put("genesis", new Message.Genesis(config()));
        messages.put("pull-configs", new Message.PullConfigs(count()));
        messages.put("configs", new Message.Configs(chain()));
        messages.put("digest", new Message.Digest(count(), words(), random.nextBoolean()));
        messages.put("pull", new Message.Pull(count(), random.nextInt(Message.MAX_PULLED)));
        messages.put("pulled", new Message.Pulled(count(), entries(), count(), random.nextBoolean()));
        return messages;
    }

    Message.Hello hello() {
        return new Message.Hello(
                WireFormat.VERSION,
                random.nextBoolean() ? network() : null,
                node(),
                cluster(),
                count(),
                count(),
                random.nextBoolean(),
                count());
    }

    NetworkId network() {
        return new NetworkId(hash());
    }

    private Map<String, Supplier<Request>> requests() {
        Map<String, Supplier<Request>> requests = new LinkedHashMap<>();
        requests.put("propose", this::propose);
        requests.put("accept", () -> new Request.Accept(ballot(), pid(), txId(), optionalValue()));
        requests.put("prepare", () -> new Request.Prepare(classicBallot()));
        requests.put("query", Request.Query::new);
        requests.put("fetch", () -> new Request.Fetch(pid()));
        return requests;
    }

    private Map<String, Supplier<Reply>> replies() {
        Map<String, Supplier<Reply>> replies = new LinkedHashMap<>();
        replies.put("voted", () -> new Reply.Voted(pid()));
        replies.put("denied", () -> new Reply.Denied(pid(), ballot(), optionalVote()));
        replies.put("accepted", () -> new Reply.Accepted(ballot(), pid()));
        replies.put("need-value", () -> new Reply.NeedValue(ballot(), pid()));
        replies.put("rejected", () -> new Reply.Rejected(ballot(), ballot()));
        replies.put("promise", () -> new Reply.Promise(ballot(), optionalVote()));
        replies.put("report", () -> new Reply.Report(ballot(), optionalVote()));
        replies.put("committed", () -> new Reply.Committed(pid(), txId(), optionalValue()));
        replies.put("fetched", () -> new Reply.Fetched(pid(), txId(), value()));
        replies.put("missing", () -> new Reply.Missing(pid()));
        replies.put("wrong-epoch", () -> new Reply.WrongEpoch(chain()));
        return replies;
    }

    private Message.Ask ask(Request request) {
        return new Message.Ask(count(), key(), random.nextLong(), optionalPeer(), request);
    }

    private Message.Answer answer(Reply reply) {
        return new Message.Answer(count(), key(), random.nextLong(), optionalPeer(), reply);
    }

    private Message.Commit commit() {
        return new Message.Commit(count(), key(), pid(), txId(), optionalValue());
    }

    private Request propose() {
        return new Request.Propose(pid(), txId(), value());
    }

    private long count() {
        return random.nextLong() >>> (1 + random.nextInt(63));
    }

    private Key key() {
        int length = 1 + random.nextInt(random.nextInt(10) == 0 ? Key.MAX_BYTES : 40);
        byte[] bytes = text(length, ' ', '~').getBytes(StandardCharsets.US_ASCII);
        if (random.nextInt(10) == 0) {
            bytes[0] = 0;
        }
        return Key.ofStored(bytes);
    }

    private Value value() {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return Value.of(bytes);
    }

    private @Nullable Value optionalValue() {
        return switch (random.nextInt(3)) {
            case 0 -> null;
            case 1 -> Value.EMPTY;
            default -> value();
        };
    }

    private TxId txId() {
        return new TxId(text(1 + random.nextInt(TxId.MAX_LENGTH), '!', '~'));
    }

    private PeerId peer() {
        return new PeerId("12D3KooW" + text(44, 'A', 'Z'));
    }

    private @Nullable PeerId optionalPeer() {
        return random.nextBoolean() ? peer() : null;
    }

    private NodeId node() {
        return new NodeId(peer(), new StoreId(random.nextLong(), random.nextLong()));
    }

    private List<NodeId> nodes(int count) {
        List<NodeId> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(node());
        }
        return nodes;
    }

    private ClusterId cluster() {
        return new ClusterId(text(1 + random.nextInt(63), 'a', 'z'));
    }

    private Pid pid() {
        return new Pid(hash());
    }

    private Hash256 hash() {
        return new Hash256(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    private Ballot ballot() {
        return switch (random.nextInt(3)) {
            case 0 -> Ballot.FAST;
            case 1 -> Ballot.CONFIRM;
            default -> classicBallot();
        };
    }

    private Ballot classicBallot() {
        StoreId store = new StoreId(random.nextLong(), random.nextLong());
        return new Ballot(Ballot.FIRST_CLASSIC_ROUND + random.nextInt(100_000), store, count());
    }

    private Reply.@Nullable VoteReport optionalVote() {
        return random.nextBoolean() ? new Reply.VoteReport(ballot(), pid(), txId()) : null;
    }

    private Config config() {
        TreeMap<ClusterId, List<NodeId>> clusters = new TreeMap<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            clusters.put(cluster(), nodes(3 + random.nextInt(3)));
        }
        return new Config(network(), 1 + count() / 2, hash(), clusters);
    }

    private List<Config> chain() {
        List<Config> chain = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            chain.add(config());
        }
        return chain;
    }

    private Words words() {
        return Words.of(
                random.longs(random.nextBoolean() ? CommitDigest.BUCKETS : 3).toArray());
    }

    private List<Message.Pulled.Entry> entries() {
        List<Message.Pulled.Entry> entries = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            entries.add(new Message.Pulled.Entry(key(), pid()));
        }
        return entries;
    }

    private String text(int length, char from, char to) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) (from + random.nextInt(to - from + 1)));
        }
        return text.toString();
    }
}
