package io.replicator.libp2p.identify;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.netty.buffer.Unpooled;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.ConnectionListener;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.memory.MemoryNetwork;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.multiformats.VarintFrame;
import io.replicator.libp2p.record.PeerRecord;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdentifyServiceTest {

    private final MemoryNetwork network = new MemoryNetwork();
    private final Host alice = network.newHost();
    private final Host bob = network.newHost();
    private final Collection<PeerId> identifiedByAlice = new ConcurrentLinkedQueue<>();
    private final IdentifyService ofAlice = new IdentifyService(alice, "alice/1");
    private final IdentifyService ofBob = new IdentifyService(bob, "bob/1");

    @BeforeEach
    void listen() {
        alice.addConnectionListener(new ConnectionListener() {
            @Override
            public void onIdentified(Connection connection) {
                identifiedByAlice.add(connection.remotePeer());
            }
        });
    }

    private Connection connect() {
        return alice.connect(bob.peerId(), bob.listenAddresses()).join();
    }

    @Test
    void learnsFromEachNewConnectionOnBothSides() {
        bob.addHandler("/app/1", Stream::reset);
        ofAlice.start();
        ofBob.start();
        Connection connection = connect();
        await().until(() -> identifiedByAlice.contains(bob.peerId()));
        assertEquals(bob.listenAddresses(), alice.peerStore().addresses(bob.peerId()));
        assertEquals(
                Set.of("/app/1", IdentifyService.PROTOCOL, IdentifyService.PUSH_PROTOCOL),
                alice.peerStore().protocols(bob.peerId()));
        assertEquals(
                Optional.of(bob.privateKey().publicKey()), alice.peerStore().key(bob.peerId()));
        byte[] record = alice.peerStore().signedRecord(bob.peerId()).orElseThrow();
        assertEquals(bob.listenAddresses(), PeerRecord.open(record).addresses());
        assertEquals(Optional.of("bob/1"), alice.peerStore().agent(bob.peerId()));
        await().until(() -> bob.peerStore().protocols(alice.peerId()).contains(IdentifyService.PROTOCOL));
        assertEquals(alice.listenAddresses(), List.copyOf(ofAlice.observedAddresses()));
        connection.close().join();
        assertTrue(ofAlice.observedAddresses().isEmpty());
        assertFalse(alice.peerStore().addresses(bob.peerId()).isEmpty());
    }

    @Test
    void pushesNewProtocols() {
        ofAlice.start();
        ofBob.start();
        connect();
        await().until(() -> alice.peerStore().protocols(bob.peerId()).contains(IdentifyService.PUSH_PROTOCOL));
        await().until(() -> bob.peerStore().protocols(alice.peerId()).contains(IdentifyService.PUSH_PROTOCOL));
        bob.addHandler("/late/1", Stream::reset);
        await().until(() -> alice.peerStore().protocols(bob.peerId()).contains("/late/1"));
    }

    @Test
    void keepsItsFirstPartReadableForRustWhenThereAreManyProtocols() {
        for (int i = 0; i < 124; i++) {
            bob.addHandler("/some/longer/protocol/name/" + i, Stream::reset);
        }
        List<byte[]> parts = new SelfDescription(bob, "bob/1").parts(connect());
        assertEquals(2, parts.size());
        assertTrue(parts.getFirst().length <= SelfDescription.MAX_FIRST_PART_LENGTH);

        ofAlice.start();
        ofBob.start();
        alice.connections().forEach(ofAlice::onConnected);
        await().until(() -> alice.peerStore().signedRecord(bob.peerId()).isPresent());
        await().until(() -> alice.peerStore().protocols(bob.peerId()).contains("/some/longer/protocol/name/99"));
    }

    @Test
    void reusesTheSignedRecordWhileTheAddressesStay() {
        SelfDescription self = new SelfDescription(bob, "bob/1");
        Connection connection = connect();
        assertEquals(recordOf(self.parts(connection)), recordOf(self.parts(connection)));
    }

    /** Loopback means something only on this machine. */
    @Test
    void signsLoopbackAddressesForThisMachineAlone() {
        SelfDescription self = new SelfDescription(bob, "bob/1");
        Connection here = connect();
        Connection elsewhere = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (_, _, _) -> Multiaddr.parse("/ip4/1.2.3.4/tcp/1"));
        PeerRecord local = recordOf(self.parts(here));
        PeerRecord remote = recordOf(self.parts(elsewhere));
        assertEquals(bob.listenAddresses(), local.addresses());
        assertEquals(List.of(), remote.addresses());
        assertTrue(remote.isNewerThan(local));
        assertEquals(local, recordOf(self.parts(here)));
        assertEquals(remote, recordOf(self.parts(elsewhere)));
    }

    private static PeerRecord recordOf(List<byte[]> parts) {
        IdentifyMessage message = new IdentifyMessage();
        parts.forEach(message::merge);
        return PeerRecord.open(Objects.requireNonNull(message.signedPeerRecord).toByteArray());
    }

    @Test
    void refusesTheKeyOfAnotherPeer() {
        IdentifyMessage lie = new IdentifyMessage();
        lie.publicKey = ByteString.copyFrom(
                PrivateKey.generateEd25519(new SecureRandom()).publicKey().encode());
        lie.protocols.add("/lie/1");
        assertNothingLearntFrom(VarintFrame.encode(lie.encode()));
    }

    @Test
    void refusesTooManyAndTooLongParts() {
        IdentifyMessage message = new IdentifyMessage();
        message.protocols.add("/app/1");
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i <= IdentifyService.MAX_PARTS; i++) {
            many.writeBytes(VarintFrame.encode(message.encode()));
        }
        assertNothingLearntFrom(many.toByteArray());
        message.protocols.add("/".repeat(IdentifyService.MAX_PART_LENGTH));
        assertNothingLearntFrom(VarintFrame.encode(message.encode()));
        assertNothingLearntFrom(new byte[] {5, 1, 2});
        assertNothingLearntFrom(new byte[] {2, 0x0a, 0x7f});
    }

    private void assertNothingLearntFrom(byte[] answer) {
        Host liar = network.newHost();
        liar.addHandler(IdentifyService.PROTOCOL, stream -> {
            stream.input();
            var _ = stream.write(Unpooled.wrappedBuffer(answer));
            stream.closeWrite();
        });
        ofAlice.start();
        Connection connection =
                alice.connect(liar.peerId(), liar.listenAddresses()).join();
        await().until(() -> connection.streams().isEmpty());
        assertEquals(Set.of(), alice.peerStore().protocols(liar.peerId()));
        assertFalse(identifiedByAlice.contains(liar.peerId()));
    }

    @Test
    void mergesPartsAndKeepsOnlyReadableAddressesOfThePeer() {
        IdentifyMessage first = new IdentifyMessage();
        first.listenAddresses.add(Multiaddr.parse("/ip4/9.9.9.9/tcp/1/p2p/" + alice.peerId()));
        first.listenAddresses.add(Multiaddr.parse("/ip4/1.2.3.4/tcp/1"));
        first.protocols.add("/a/1");
        IdentifyMessage second = new IdentifyMessage();
        second.protocols.add("/b/1");
        second.signedPeerRecord = ByteString.copyFromUtf8("not a record");
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(VarintFrame.encode(first.encode()));
        answer.writeBytes(VarintFrame.encode(second.encode()));
        bob.addHandler(IdentifyService.PROTOCOL, stream -> {
            var _ = stream.write(Unpooled.wrappedBuffer(answer.toByteArray()));
            stream.closeWrite();
        });
        ofAlice.start();
        connect();
        await().until(() -> identifiedByAlice.contains(bob.peerId()));
        assertEquals(Set.of("/a/1", "/b/1"), alice.peerStore().protocols(bob.peerId()));
        assertEquals(
                List.of(Multiaddr.parse("/ip4/1.2.3.4/tcp/1")),
                alice.peerStore().addresses(bob.peerId()));
    }

    /** Push and answer may overtake each other; a push follows a change, so the answer is the older one. */
    @Test
    void answerThatComesAfterAPushDoesNotUndoIt() {
        CompletableFuture<Stream> asked = new CompletableFuture<>();
        bob.addHandler(IdentifyService.PROTOCOL, asked::complete);
        ofAlice.start();
        Connection connection = connect();
        Stream answer = asked.join();
        push(saying("/new/1"));
        await().until(() -> alice.peerStore().protocols(bob.peerId()).contains("/new/1"));
        var _ = answer.write(
                Unpooled.wrappedBuffer(VarintFrame.encode(saying("/old/1").encode())));
        answer.closeWrite();
        await().until(() -> identifiedByAlice.contains(bob.peerId()));
        assertEquals(Set.of("/new/1"), alice.peerStore().protocols(bob.peerId()));
        assertTrue(connection.isOpen());
    }

    @Test
    void pushLeavesWhatItDoesNotSay() {
        IdentifyMessage all = saying("/a/1");
        all.listenAddresses.add(Multiaddr.parse("/ip4/1.2.3.4/tcp/1"));
        all.observedAddress = Multiaddr.parse("/ip4/5.6.7.8/tcp/1");
        bob.addHandler(IdentifyService.PROTOCOL, stream -> {
            var _ = stream.write(Unpooled.wrappedBuffer(VarintFrame.encode(all.encode())));
            stream.closeWrite();
        });
        ofAlice.start();
        connect();
        await().until(() -> identifiedByAlice.contains(bob.peerId()));
        push(saying("/b/1"));
        await().until(() -> alice.peerStore().protocols(bob.peerId()).contains("/b/1"));
        assertEquals(all.listenAddresses, alice.peerStore().addresses(bob.peerId()));
        assertEquals(List.of(Objects.requireNonNull(all.observedAddress)), List.copyOf(ofAlice.observedAddresses()));
    }

    private static IdentifyMessage saying(String protocol) {
        IdentifyMessage message = new IdentifyMessage();
        message.protocols.add(protocol);
        return message;
    }

    /** From bob to alice. */
    private void push(IdentifyMessage message) {
        Connection connection = bob.connections(alice.peerId()).iterator().next();
        Stream stream =
                connection.openStream(List.of(IdentifyService.PUSH_PROTOCOL)).join();
        var _ = stream.write(Unpooled.wrappedBuffer(VarintFrame.encode(message.encode())));
        stream.closeWrite();
    }
}
