package io.replicator.libp2p.identify;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.crypto.PublicKey;
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
import io.replicator.libp2p.record.PeerRecord;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Streams of identify and of its push, one after another on one connection: what is not as it should be leaves nothing
 * behind, and what is tells of the remote and of nobody else.
 */
public final class IdentifyFuzz {

    private static final PrivateKey OWN = Repeatable.identity(1);
    private static final PrivateKey REMOTE = Repeatable.identity(2);
    private static final PrivateKey OTHER = Repeatable.identity(3);
    private static final PeerId PEER = REMOTE.peerId();
    private static final Multiaddr REMOTE_ADDRESS = Multiaddr.parse("/ip4/10.0.0.2/tcp/4001");
    private static final Multiaddr LOOPBACK = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001");

    private static final Multiaddr ELSEWHERE = Multiaddr.parse("/ip4/10.0.0.3/tcp/4001");

    /** In the first byte of a stream: it is a push. */
    private static final int PUSHED = 1;

    /** In the first byte of a stream: the remote ends it with a reset. */
    private static final int RESETS = 2;

    /** In the first byte of a stream: the remote asks, and talks nevertheless. */
    private static final int ASKS = 4;

    /** In the first byte of an input: the remote is on this machine. */
    private static final int LOCAL = 1;

    private IdentifyFuzz() {}

    public static List<byte[]> seeds() {
        byte[] answer = message(REMOTE, true).encode();
        IdentifyMessage change = new IdentifyMessage();
        change.protocols.add("/added/1.0.0");
        byte[] addresses = message(REMOTE, false).encode();
        return List.of(
                join(new byte[] {0}, stream(0, 100, answer)),
                join(new byte[] {LOCAL}, stream(0, 7, addresses), stream(PUSHED, 200, change.encode())),
                // The push first; then an answer that was given before.
                join(new byte[] {0}, stream(PUSHED, 99, change.encode()), stream(0, 99, answer)),
                join(new byte[] {0}, stream(0, 50, answer), stream(PUSHED | RESETS, 200, change.encode())),
                // In parts; in more than may be; of somebody else.
                join(new byte[] {0}, stream(0, 200, addresses, change.encode(), addresses)),
                join(new byte[] {0}, stream(0, 200, parts(IdentifyService.MAX_PARTS + 1))),
                join(new byte[] {0}, stream(ASKS, 9, answer), stream(ASKS | RESETS, 9)),
                join(new byte[] {0}, stream(0, 200, message(OTHER, true).encode())));
    }

    private static IdentifyMessage message(PrivateKey key, boolean signed) {
        IdentifyMessage message = new IdentifyMessage();
        message.publicKey = ByteString.copyFrom(key.publicKey().encode());
        message.listenAddresses.addAll(
                List.of(REMOTE_ADDRESS, LOOPBACK, REMOTE_ADDRESS.withPeer(PEER), ELSEWHERE.withPeer(OTHER.peerId())));
        message.protocols.addAll(List.of("/ipfs/ping/1.0.0", IdentifyService.PUSH_PROTOCOL));
        message.observedAddress = Multiaddr.parse("/ip6/2001:db8::1/tcp/4001");
        message.agentVersion = "agent";
        if (signed) {
            message.signedPeerRecord = ByteString.copyFrom(new PeerRecord(key.peerId(), 7, List.of(REMOTE_ADDRESS))
                    .seal(key)
                    .encode());
        }
        return message;
    }

    private static byte[][] parts(int count) {
        byte[][] parts = new byte[count][];
        Arrays.fill(parts, new byte[0]);
        return parts;
    }

    private static byte[] stream(int flags, int piece, byte[]... messages) {
        byte[] said = FramedMessages.of(List.of(messages));
        byte[] length = {(byte) flags, (byte) piece, (byte) (said.length >> Byte.SIZE), (byte) said.length};
        return join(length, said);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** Reads where the remote is, and its streams: what kind, how long the pieces are in which it is read, how long it is. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        ByteBuf in = Unpooled.wrappedBuffer(data);
        boolean local = (in.readUnsignedByte() & LOCAL) != 0;
        Host host = new MemoryNetwork().newHost(OWN);
        FuzzConnection connection =
                new FuzzConnection(REMOTE.publicKey(), local ? LOOPBACK : REMOTE_ADDRESS, new byte[0], 1, false);
        IdentifyService service = new IdentifyService(host, "fuzz");
        service.start();
        while (in.readableBytes() >= 4) {
            int flags = in.readUnsignedByte();
            int piece = 1 + in.readUnsignedByte();
            byte[] said = FramedMessages.stream(in.readSlice(Math.min(in.readUnsignedShort(), in.readableBytes())));
            boolean opened = (flags & (PUSHED | ASKS)) == 0;
            FuzzStream stream =
                    new FuzzStream(connection, IdentifyService.PROTOCOL, opened, said, piece, (flags & RESETS) != 0);
            if ((flags & ASKS) == 0) {
                learn(service, host.peerStore(), stream, said, flags);
            } else {
                tell(host, stream);
            }
        }
    }

    /** Whatever the remote says where nothing is expected of it. */
    private static void tell(Host host, FuzzStream stream) {
        Known before = Known.of(host.peerStore());
        MemoryNetwork.open(host, stream);
        FramedMessages.Found told = FramedMessages.find(stream.written(), IdentifyService.MAX_PART_LENGTH);
        IdentifyMessage message = new IdentifyMessage();
        told.messages().forEach(message::merge);
        ByteString key = ByteString.copyFrom(OWN.publicKey().encode());
        Broken.unless(told.complete() && key.equals(message.publicKey), "who asks is told who this is");
        Broken.unless(stream.isWriteClosed(), "and no more");
        Broken.unless(Known.of(host.peerStore()).equals(before), "what nobody asked for is not kept");
    }

    private static void learn(IdentifyService service, PeerStore store, FuzzStream stream, byte[] said, int flags) {
        Known before = Known.of(store);
        boolean learned = service.learn(stream, (flags & PUSHED) != 0);
        Optional<IdentifyMessage> meant = (flags & RESETS) != 0 ? Optional.empty() : message(said);
        Broken.unless(learned == meant.isPresent(), "what is well-formed is learned, and nothing else");
        Broken.unless(learned != stream.isReset(), "what is not as it should be ends its stream");
        Broken.unless(stream.written().length == 0, "nothing is answered");
        Known after = Known.of(store);
        Broken.unless(learned || after.equals(before), "what is refused leaves nothing behind");
        Broken.unless(Set.of(PEER).containsAll(store.peers()), "a remote tells only of itself");
        boolean local = stream.connection().remoteAddress().isLoopback();
        Broken.unless(
                after.addresses.stream().allMatch(address -> address.leadsTo(PEER) && (local || !address.isLoopback())),
                "its addresses lead to it");
        // An answer after a push may have been given before it, and changes nothing.
        meant.filter(_ -> !after.equals(before)).ifPresent(message -> checkLearned(message, before, after));
    }

    private static void checkLearned(IdentifyMessage message, Known before, Known after) {
        Broken.unless(
                message.protocols.isEmpty() ? after.protocols.equals(before.protocols) : after.spokenIn(message),
                "it speaks what it says");
        Broken.unless(
                after.agent.equals(Optional.ofNullable(message.agentVersion).or(() -> before.agent)),
                "its software is what it says");
        after.record.ifPresent(record ->
                Broken.unless(PeerRecord.open(record.toByteArray()).peer().equals(PEER), "it signs for itself"));
        Set<Multiaddr> own = Stream.concat(message.listenAddresses.stream(), signed(message).stream())
                .filter(address -> address.leadsTo(PEER))
                .map(Multiaddr::withoutPeer)
                .collect(Collectors.toSet());
        own.addAll(before.addresses);
        Broken.unless(own.containsAll(after.addresses), "where it is, it says itself, and of nobody else");
    }

    private static List<Multiaddr> signed(IdentifyMessage message) {
        try {
            return message.signedPeerRecord == null
                    ? List.of()
                    : PeerRecord.open(message.signedPeerRecord.toByteArray()).addresses();
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }

    /** What a well-formed stream says; empty if it is none, or of somebody else. */
    private static Optional<IdentifyMessage> message(byte[] said) {
        FramedMessages.Found found = FramedMessages.find(said, IdentifyService.MAX_PART_LENGTH);
        if (!found.complete() || found.messages().size() > IdentifyService.MAX_PARTS) {
            return Optional.empty();
        }
        IdentifyMessage message = new IdentifyMessage();
        try {
            found.messages().forEach(message::merge);
            ByteString key = message.publicKey;
            boolean own = key == null || PublicKey.decode(key.toByteArray()).equals(REMOTE.publicKey());
            return own ? Optional.of(message) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** What is known of the remote. */
    private record Known(
            Optional<PublicKey> key,
            List<Multiaddr> addresses,
            Set<String> protocols,
            Optional<String> agent,
            Optional<ByteString> record) {

        static Known of(PeerStore store) {
            return new Known(
                    store.key(PEER),
                    store.addresses(PEER),
                    store.protocols(PEER),
                    store.agent(PEER),
                    store.signedRecord(PEER).map(ByteString::copyFrom));
        }

        boolean spokenIn(IdentifyMessage message) {
            return protocols.size() == Math.min(message.protocols.size(), PeerStore.MAX_PROTOCOLS)
                    && message.protocols.containsAll(protocols);
        }
    }
}
