package io.replicator.libp2p.kad;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.fuzz.Broken;
import io.replicator.libp2p.fuzz.FramedMessages;
import io.replicator.libp2p.fuzz.FuzzConnection;
import io.replicator.libp2p.fuzz.FuzzStream;
import io.replicator.libp2p.fuzz.Repeatable;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.PeerStore;
import io.replicator.libp2p.memory.MemoryNetwork;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.multiformats.VarintFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Streams of the DHT in both roles: each good request is answered once and in order, the first bad one ends the stream, and
 * nobody speaks for others; who asks gets what was answered, or an error.
 */
public final class KadFuzz {

    private static final String PROTOCOL = "/test/kad/1.0.0";
    private static final int BUCKET_SIZE = 3;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
    private static final PrivateKey OWN = Repeatable.identity(1);
    private static final PrivateKey REMOTE = Repeatable.identity(2);
    private static final Multiaddr REMOTE_ADDRESS = Multiaddr.parse("/ip4/10.0.0.2/tcp/4001");
    private static final Multiaddr LOOPBACK = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001");

    /** Whom this side knows. */
    private static final List<PeerId> KNOWN = IntStream.range(10, 16)
            .mapToObj(seed -> Repeatable.identity(seed).peerId())
            .toList();

    /** In the first byte of an input: this side asks. */
    private static final int ASKS = 1;

    /** In the first byte of an input: the remote ends with a reset. */
    private static final int RESETS = 2;

    /** In the first byte of an input: the remote is on this machine. */
    private static final int LOCAL = 4;

    private KadFuzz() {}

    public static List<byte[]> seeds() {
        ByteString key = ByteString.copyFromUtf8("/v/key");
        KadMessage findNode = KadMessage.of(KadMessage.Type.FIND_NODE, key(KNOWN.getFirst()));
        KadMessage ping = KadMessage.of(KadMessage.Type.PING, ByteString.EMPTY);
        KadMessage get = KadMessage.of(KadMessage.Type.GET_VALUE, key);
        KadMessage addProvider = KadMessage.of(KadMessage.Type.ADD_PROVIDER, key)
                .withProviderPeers(List.of(
                        new KadPeer(REMOTE.peerId(), List.of(REMOTE_ADDRESS, LOOPBACK), true),
                        new KadPeer(KNOWN.getFirst(), List.of(REMOTE_ADDRESS), true)));
        KadMessage getProviders = KadMessage.of(KadMessage.Type.GET_PROVIDERS, key);
        return List.of(
                seed(0, 100, findNode, ping, findNode),
                seed(LOCAL, 5, findNode, ping, getProviders),
                seed(0, 100, put(key, "longer"), get, put(key, "short"), get),
                seed(0, 3, put(key, "short"), put(key, "longer"), get),
                seed(RESETS, 100, addProvider, getProviders),
                seed(0, 1, addProvider, getProviders, findNode),
                seed(
                        ASKS,
                        100,
                        findNode.withCloserPeers(List.of(new KadPeer(KNOWN.getFirst(), List.of(REMOTE_ADDRESS), true))),
                        ping),
                seed(ASKS | RESETS, 2, ping));
    }

    private static KadMessage put(ByteString key, String value) {
        KadRecord record = new KadRecord(key, ByteString.copyFromUtf8(value), "");
        return KadMessage.of(KadMessage.Type.PUT_VALUE, key).withRecord(Optional.of(record));
    }

    private static byte[] seed(int flags, int piece, KadMessage... messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(flags);
        out.write(piece);
        out.writeBytes(FramedMessages.of(
                Arrays.stream(messages).map(KadMessage::encode).toList()));
        return out.toByteArray();
    }

    private static ByteString key(PeerId peer) {
        return ByteString.copyFrom(peer.encode());
    }

    /** Reads who asks and how the remote's stream ends, how long the pieces are in which it is read, and what is in it. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < 2) {
            return;
        }
        ByteBuf in = Unpooled.wrappedBuffer(data);
        int flags = in.readUnsignedByte();
        int piece = 1 + in.readUnsignedByte();
        byte[] said = FramedMessages.stream(in);
        boolean resets = (flags & RESETS) != 0;
        Multiaddr address = (flags & LOCAL) == 0 ? REMOTE_ADDRESS : LOOPBACK;
        Host host = new MemoryNetwork().newHost(OWN);
        FuzzConnection connection = new FuzzConnection(REMOTE.publicKey(), address, said, piece, resets);
        if ((flags & ASKS) == 0) {
            new Served(host, connection, said, resets)
                    .run(new FuzzStream(connection, PROTOCOL, false, said, piece, resets));
        } else {
            MemoryNetwork.connect(host, connection);
            ask(host, connection, said);
        }
    }

    /** Two requests: the second goes on the stream of the first if that was answered, and else or if it fails on a new one. */
    private static void ask(Host host, FuzzConnection connection, byte[] said) {
        List<KadMessage> answers = new ArrayList<>();
        for (byte[] message : FramedMessages.find(said, KadMessage.MAX_LENGTH).messages()) {
            KadMessage decoded = decode(message);
            if (decoded == null) {
                break;
            }
            answers.add(decoded);
        }
        try (KadClient client = new KadClient(host, PROTOCOL, Duration.ofMinutes(1))) {
            Optional<KadMessage> first = request(client);
            Broken.unless(first.equals(answers.stream().findFirst()), "the first answer is what was answered");
            Optional<KadMessage> second = request(client);
            Broken.unless(
                    second.equals(answers.stream().skip(1).findFirst().or(() -> first)),
                    "the second is the next, or the first on a new stream");
        }
        Broken.unless(connection.opened().size() == (answers.size() > 1 ? 1 : 2), "streams are used again");
        Broken.unless(connection.opened().stream().allMatch(FuzzStream::isReset), "no stream stays behind");
    }

    private static Optional<KadMessage> request(KadClient client) {
        try {
            return Optional.of(client.request(REMOTE.peerId(), KadMessage.of(KadMessage.Type.PING, ByteString.EMPTY)));
        } catch (IOException _) {
            // Cut off, too long or malformed, and said so.
            return Optional.empty();
        }
    }

    private static @Nullable KadMessage decode(byte[] message) {
        try {
            return KadMessage.decode(message);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** Takes any value but the empty one, and prefers longer ones. */
    private static final class Longest implements Validator {

        @Override
        public void validate(byte[] key, byte[] value) {
            if (value.length == 0) {
                throw new IllegalArgumentException("there is no value");
            }
        }

        @Override
        public int select(byte[] key, List<byte[]> values) {
            int longest = values.stream().mapToInt(value -> value.length).max().orElseThrow();
            return values.stream().map(value -> value.length).toList().indexOf(longest);
        }
    }

    /** A server with one remote, and what it should do. */
    private static final class Served {
        private final Host host;
        private final FuzzConnection connection;
        private final FramedMessages.Found found;
        private final boolean resets;
        private final RoutingTable table;
        private final ProviderStore providers = new ProviderStore(Duration.ofHours(1), CLOCK);
        private final RecordStore records = new RecordStore(Map.of("v", new Longest()), Duration.ofHours(1), CLOCK);
        private final Map<ByteString, ByteString> values = new HashMap<>();
        private int announced;

        private Served(Host host, FuzzConnection connection, byte[] said, boolean resets) {
            this.host = host;
            this.connection = connection;
            this.found = FramedMessages.find(said, KadMessage.MAX_REQUEST_LENGTH);
            this.resets = resets;
            this.table = new RoutingTable(host.peerId(), BUCKET_SIZE, CLOCK);
            for (PeerId known : KNOWN) {
                table.add(known);
                host.peerStore()
                        .addAddresses(known, List.of(Multiaddr.parse("/dns4/a/tcp/1"), LOOPBACK), PeerStore.PERMANENT);
            }
        }

        private void run(FuzzStream stream) {
            new KadServer(host, BUCKET_SIZE, table, providers, records).serve(stream, stream.input(), stream.output());
            FramedMessages.Found answered = FramedMessages.find(stream.written(), KadMessage.MAX_LENGTH);
            List<byte[]> replies = answered.messages();
            Broken.unless(answered.complete(), "replies are complete");
            int replied = 0;
            int consumed = 0;
            boolean refused = false;
            for (byte[] message : found.messages()) {
                consumed += VarintFrame.encode(message).length;
                KadMessage request = decode(message);
                if (request == null || !mayBeAnswered(request)) {
                    refused = true;
                    break;
                }
                if (request.type() != KadMessage.Type.ADD_PROVIDER) {
                    Broken.unless(replied < replies.size(), "each request is answered");
                    check(request, KadMessage.decode(replies.get(replied)));
                    replied++;
                }
            }
            Broken.unless(replied == replies.size(), "what is refused, and what follows it, is not answered");
            Broken.unless(!refused || stream.read() == consumed, "nothing is read after what is refused");
            boolean well = !refused && found.complete() && !resets;
            Broken.unless(well ? stream.isWriteClosed() : stream.isReset(), "a stream ends as it was served");
            checkStores();
        }

        private boolean mayBeAnswered(KadMessage request) {
            ByteString key = request.key();
            return switch (request.type()) {
                case PING, FIND_NODE, GET_VALUE -> true;
                case GET_PROVIDERS -> isProviderKey(key);
                case ADD_PROVIDER -> {
                    announced++;
                    yield isProviderKey(key);
                }
                case PUT_VALUE ->
                    request.record().isPresent()
                            && isBetter(key, request.record().get());
            };
        }

        private static boolean isProviderKey(ByteString key) {
            return !key.isEmpty() && key.size() <= ProviderStore.MAX_KEY_LENGTH;
        }

        /** And takes note of it. */
        private boolean isBetter(ByteString key, KadRecord record) {
            ByteString value = record.value();
            boolean valid = record.key().equals(key)
                    && key.toString(StandardCharsets.ISO_8859_1).startsWith("/v/")
                    && !value.isEmpty();
            ByteString before = values.getOrDefault(key, ByteString.EMPTY);
            boolean better = valid && (value.size() > before.size() || value.equals(before));
            if (better) {
                values.put(key, value);
            }
            return better;
        }

        private void check(KadMessage request, KadMessage reply) {
            Broken.unless(
                    reply.type() == request.type() && reply.key().equals(request.key()), "a reply is for its request");
            switch (request.type()) {
                case PING, PUT_VALUE ->
                    Broken.unless(reply.record().equals(request.record()), "what was put is confirmed");
                case GET_VALUE ->
                    Broken.unless(
                            reply.record().map(KadRecord::value).equals(Optional.ofNullable(values.get(request.key()))),
                            "the best value is found");
                case GET_PROVIDERS ->
                    Broken.unless(
                            reply.providerPeers().stream().allMatch(this::isRemote), "nobody is announced by others");
                default -> Broken.unless(reply.record().isEmpty(), "there is no value in this reply");
            }
            if (request.type() != KadMessage.Type.PING && request.type() != KadMessage.Type.PUT_VALUE) {
                checkCloserPeers(reply.closerPeers());
            }
        }

        private boolean isRemote(KadPeer peer) {
            return peer.id().equals(REMOTE.peerId());
        }

        private void checkCloserPeers(List<KadPeer> closer) {
            Set<PeerId> ids = closer.stream().map(KadPeer::id).collect(Collectors.toSet());
            Broken.unless(closer.size() <= BUCKET_SIZE && ids.size() == closer.size(), "few peers, and each once");
            Broken.unless(KNOWN.containsAll(ids), "the peers are known ones, and not who asks");
            boolean local = connection.remoteAddress().isLoopback();
            Broken.unless(
                    local
                            || closer.stream()
                                    .flatMap(peer -> peer.addresses().stream())
                                    .noneMatch(Multiaddr::isLoopback),
                    "loopback addresses stay on this machine");
        }

        private void checkStores() {
            Set<PeerId> mayBeKnown =
                    Stream.concat(KNOWN.stream(), Stream.of(REMOTE.peerId())).collect(Collectors.toSet());
            Broken.unless(mayBeKnown.containsAll(host.peerStore().peers()), "a remote tells only of itself");
            Broken.unless(providers.size() <= announced, "what is announced counts once");
            boolean local = connection.remoteAddress().isLoopback();
            Broken.unless(
                    local
                            || host.peerStore().addresses(REMOTE.peerId()).stream()
                                    .noneMatch(Multiaddr::isLoopback),
                    "a remote elsewhere has no loopback address");
        }
    }
}
