package io.replicator.node.discovery;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.node.storage.DataFolder;
import io.replicator.node.transport.Party;
import io.replicator.node.transport.RefusalLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofMillis(300);

    @TempDir
    Path folder;

    private Party party;
    private AddressBook book;

    @BeforeEach
    void start() throws Exception {
        party = Party.start(folder.resolve("party"), false);
        book = new AddressBook(folder.resolve("addresses"));
    }

    @AfterEach
    void stop() throws Exception {
        party.close();
    }

    @Test
    void comesLessAndLessOftenWhereItIsRefused() throws Exception {
        Path original = folder.resolve("original");
        DataFolder.open(original, Party.CLUSTER, ConnectorTest::identity).close();
        Path copy = folder.resolve("copy");
        copyTree(original, copy);
        Party.start(original, false).close();
        try (Party first = Party.start(original, false);
                Connector connector = connectorOf(first, Connector.FORGET)) {
            connector.found(party.host.peerId(), party.host.listenAddresses());
            await().atMost(PATIENCE).until(() -> party.hasSession(first));
        }
        try (RefusalLog log = new RefusalLog();
                Party again = Party.start(copy, false);
                Connector connector = connectorOf(again, Connector.FORGET)) {
            String peer = again.host.peerId().toString();
            connector.found(party.host.peerId(), party.host.listenAddresses());
            await().atMost(PATIENCE).until(() -> log.refusals(peer).size() >= 6);
            List<ILoggingEvent> refusals = log.refusals(peer);
            long millis = refusals.get(5).getTimeStamp() - refusals.getFirst().getTimeStamp();
            // At least half of each of five pauses that double: 50, 100, 200, 400, 800 ms.
            assertTrue(millis >= 1_500, "six attempts within " + millis + " ms");
            assertEquals(1, log.warnings(peer).size(), "the reason is told once");
        }
    }

    @Test
    void forgetsWhoIsNotReachedButNeverAVoter() throws Exception {
        try (Party voter = Party.start(folder.resolve("voter"), false)) {
            PeerId learner = PrivateKey.decode(identity()).peerId();
            book.remember(voter.host.peerId(), List.of(nowhere()));
            book.remember(learner, List.of(nowhere()));
            try (Connector connector =
                    new Connector(party.host, party.transport, book, voter.host.peerId()::equals, SOON)) {
                connector.start();
                assertEquals(2, connector.size());
                await("the learner alone is forgotten")
                        .during(SOON.multipliedBy(5))
                        .atMost(PATIENCE)
                        .until(() -> connector.size() == 1);

                book.remember(voter.host.peerId(), voter.host.listenAddresses());
                connector.seekVoters();
                await("the voter is found where it is now").atMost(PATIENCE).until(() -> party.hasSession(voter));
                assertEquals(1, connector.size(), "the learner stays forgotten");
            }
        }
    }

    private Connector connectorOf(Party one, Duration forget) {
        return new Connector(one.host, one.transport, book, peer -> false, forget);
    }

    private static byte[] identity() {
        return PrivateKey.generateEd25519(new SecureRandom()).encode();
    }

    /** An address at which nobody listens. */
    private static Multiaddr nowhere() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Multiaddr.parse("/ip4/127.0.0.1/tcp/" + socket.getLocalPort());
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }
}
