package io.replicator.libp2p.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.replicator.libp2p.Libp2p;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.DialException;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamReceiver;
import io.replicator.libp2p.identify.IdentifyService;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.ping.PingService;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dials go-libp2p and is dialled by it: Noise, Yamux, identify, ping, and data in both directions. */
@Timeout(180)
final class GoInteropIT {

    private static final String ECHO = "/echo/1.0.0";
    private static final int BIG = 64 << 20;

    private GoPeer go;
    private Host host;

    @BeforeEach
    void start() throws Exception {
        GoPeer.assumeGo();
        go = GoPeer.start();
        host = Libp2p.builder(PrivateKey.generateEd25519(new SecureRandom()))
                .listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))
                .agentVersion("replicator/interop")
                .start();
        host.addHandler(ECHO, stream -> stream.setReceiver(new Echo()));
    }

    @AfterEach
    void stop() {
        if (go != null) {
            go.close();
            host.close();
        }
    }

    @Test
    void isIdentifiedByGo() throws Exception {
        GoAnswer answer = go.execute("identify", address());
        assertTrue(answer.isOk(), answer.json());
        assertEquals("replicator/interop", answer.text("agent"));
        assertEquals("/noise", answer.text("security"));
        assertEquals("/yamux/1.0.0", answer.text("muxer"));
        assertTrue(answer.flag("earlyMuxer"), answer.json());
        assertTrue(answer.flag("signedRecord"), answer.json());
        List<String> protocols = answer.texts("protocols");
        assertTrue(protocols.containsAll(List.of(ECHO, IdentifyService.PROTOCOL, PingService.PROTOCOL)), answer.json());
        assertTrue(
                answer.texts("addresses")
                        .contains(host.listenAddresses().getFirst().toString()),
                answer.json());
    }

    @Test
    void answersPingsOfGo() throws Exception {
        GoAnswer answer = go.execute("ping", address());
        assertTrue(answer.isOk(), answer.json());
    }

    @Test
    void echoesMegabytesToGo() throws Exception {
        GoAnswer answer = go.execute("echo", address(), Integer.toString(BIG));
        assertTrue(answer.isOk(), answer.json());
        assertEquals(BIG, answer.number("bytes"));
        assertTrue(answer.flag("equal"));
        System.out.println("go dials, 64 MiB both ways: " + answer.json());
    }

    @Test
    void identifiesGo() throws Exception {
        connect();
        PeerId peer = go.peerId();
        Awaitility.await().until(() -> host.peerStore().protocols(peer).contains(ECHO));
        assertTrue(host.peerStore().protocols(peer).contains(PingService.PROTOCOL));
        assertTrue(host.peerStore().agent(peer).isPresent());
        assertTrue(host.peerStore().signedRecord(peer).isPresent());
        assertTrue(host.peerStore()
                .addresses(peer)
                .contains(go.addresses().getFirst().withoutPeer()));
    }

    @Test
    void pingsGo() throws Exception {
        assertTrue(new PingService(host).ping(connect()).isPositive());
        Awaitility.await().until(() -> connect().roundTrip().isPositive());
    }

    @Test
    void getsMegabytesBackFromGo() throws Exception {
        Stream stream = connect().openStream(List.of("/none/1", ECHO)).get(10, TimeUnit.SECONDS);
        MessageDigest sent = MessageDigest.getInstance("SHA-256");
        CompletableFuture<Void> writing = CompletableFuture.runAsync(
                () -> writeRandom(stream, sent), task -> Thread.ofVirtual().start(task));
        long start = System.nanoTime();
        String received = digest(stream.input());
        writing.get(10, TimeUnit.SECONDS);
        System.out.println(
                "we dial, 64 MiB both ways: " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms");
        assertEquals(HexFormat.of().formatHex(sent.digest()), received);
    }

    @Test
    void refusesGoUnderAnotherName() {
        PeerId other = PrivateKey.generateEd25519(new SecureRandom()).peerId();
        List<Multiaddr> addresses =
                go.addresses().stream().map(Multiaddr::withoutPeer).toList();
        ExecutionException refused = assertThrows(
                ExecutionException.class, () -> host.connect(other, addresses).get(10, TimeUnit.SECONDS));
        assertTrue(refused.getCause() instanceof DialException, String.valueOf(refused.getCause()));
        GoAnswer answer = assertAnswer(
                "connect", host.listenAddresses().getFirst().withPeer(other).toString());
        assertFalse(answer.isOk());
        assertTrue(answer.text("error").contains("peer id mismatch"), answer.json());
    }

    @Test
    void survivesTheEndOfGo() throws Exception {
        Connection connection = connect();
        Stream stream = connection.openStream(List.of(ECHO)).get(10, TimeUnit.SECONDS);
        InputStream input = stream.input();
        go.close();
        assertThrows(IOException.class, input::read);
        connection.closed().get(10, TimeUnit.SECONDS);
        assertTrue(host.connections().isEmpty());
    }

    private GoAnswer assertAnswer(String... words) {
        try {
            return go.execute(words);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String address() {
        return host.listenAddresses().getFirst().withPeer(host.peerId()).toString();
    }

    private Connection connect() throws Exception {
        return host.connect(go.peerId(), go.addresses()).get(10, TimeUnit.SECONDS);
    }

    private static void writeRandom(Stream stream, MessageDigest sent) {
        Random random = new Random(64);
        byte[] chunk = new byte[1 << 20];
        try (OutputStream out = stream.output()) {
            for (int written = 0; written < BIG; written += chunk.length) {
                random.nextBytes(chunk);
                sent.update(chunk);
                out.write(chunk);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String digest(InputStream in) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] chunk = new byte[64 * 1024];
        long bytes = 0;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            digest.update(chunk, 0, read);
            bytes += read;
        }
        assertEquals(BIG, bytes);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static final class Echo implements StreamReceiver {
        @Override
        public void onData(Stream stream, ByteBuf data) {
            var _ = stream.write(data.retainedSlice());
            stream.setReading(stream.isWritable());
        }

        @Override
        public void onEnd(Stream stream) {
            stream.closeWrite();
        }

        @Override
        public void onReset(Stream stream, Throwable cause) {}

        @Override
        public void onWritabilityChanged(Stream stream) {
            stream.setReading(stream.isWritable());
        }
    }
}
