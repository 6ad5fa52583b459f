package io.replicator.libp2p.interop;

import static io.replicator.libp2p.interop.TestHost.ECHO;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.host.DialException;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.kad.KadConfig;
import io.replicator.libp2p.ping.PingService;
import io.replicator.libp2p.pnet.PreSharedKey;
import io.replicator.libp2p.tcp.TcpConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Private networks with peers of other stacks, which read their key from a file that this one has written. */
@ParameterizedClass
@EnumSource(Stack.class)
@Timeout(60)
final class PrivateNetworkIT {

    private static final int MEBIBYTES = 8 << 20;
    private static final int PING_BYTES = 32;
    private static final PreSharedKey KEY = PreSharedKey.generate(new SecureRandom());
    private static final PreSharedKey OTHER = PreSharedKey.generate(new SecureRandom());

    private final Stack stack;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @TempDir
    private Path folder;

    PrivateNetworkIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void needTheOtherStack() throws IOException {
        stack.assume();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void isDialled() throws Exception {
        RealPeer peer = peer(KEY);
        TestHost here = host(KEY);
        Answer said = peer.execute("identify", here.address()).orFail();
        assertEquals(TestHost.AGENT, said.text("agent"));
        Answer echoed = peer.execute("echo", here.address(), MEBIBYTES, 2).orFail();
        assertEquals(2L * MEBIBYTES, echoed.number("bytes"));
        assertTrue(echoed.flag("equal"));
        peer.execute("ping", here.address()).orFail();
    }

    @Test
    void dials() throws Exception {
        RealPeer peer = peer(KEY);
        TestHost here = host(KEY);
        byte[] data = new byte[MEBIBYTES];
        new Random(11).nextBytes(data);
        Stream echo = here.open(peer, ECHO);
        Thread writer = Thread.startVirtualThread(() -> {
            try (OutputStream out = echo.output()) {
                out.write(data);
            } catch (IOException e) {
                echo.reset();
            }
        });
        assertAnswersPings(here.open(peer, PingService.PROTOCOL), 5);
        assertArrayEquals(data, echo.input().readAllBytes());
        writer.join();
    }

    @Test
    void hasNothingToDoWithAnotherKeyOrNone() throws Exception {
        RealPeer member = peer(KEY);
        assertStrangers(member, keep(impatient(OTHER)));
        assertStrangers(member, keep(TestHost.start()));
        assertStrangers(peer(null), keep(impatient(KEY)));
    }

    /** Found across, through a peer of the other stack. */
    @Test
    void findsPeersInAPrivateDht() throws Exception {
        RealPeer peer = peer(KEY, "-kad", TestDht.PREFIX);
        TestDht first = keep(TestDht.start(KadConfig.server(TestDht.PREFIX), start(KEY)));
        TestDht second = keep(TestDht.start(KadConfig.server(TestDht.PREFIX), start(KEY)));
        first.join(peer.address());
        second.join(peer.address());
        await().atMost(Duration.ofSeconds(20)).until(() -> first.finds(second.id(), second.address()));
    }

    private void assertStrangers(RealPeer peer, TestHost here) {
        assertFalse(peer.execute("connect", here.address()).isOk());
        ExecutionException refused = assertThrows(ExecutionException.class, () -> here.connect(peer));
        assertInstanceOf(DialException.class, refused.getCause());
        assertTrue(String.valueOf(refused.getMessage()).contains("private network"), refused.toString());
        assertTrue(here.host().connections().isEmpty());
    }

    private static void assertAnswersPings(Stream ping, int times) throws IOException {
        Random random = new Random(12);
        InputStream answers = ping.input();
        OutputStream out = ping.output();
        for (int i = 0; i < times; i++) {
            byte[] sent = new byte[PING_BYTES];
            random.nextBytes(sent);
            out.write(sent);
            assertArrayEquals(sent, answers.readNBytes(PING_BYTES));
        }
        ping.closeWrite();
    }

    /** Some wait for the end of what they take for a long message. */
    private static TestHost impatient(PreSharedKey key) throws IOException {
        TcpConfig config = TcpConfig.DEFAULT.withTimeouts(
                new TcpConfig.Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(5)));
        return TestHost.start(builder -> builder.tcpConfig(config).privateNetwork(key));
    }

    private TestHost host(PreSharedKey key) throws IOException {
        return keep(start(key));
    }

    private static TestHost start(PreSharedKey key) throws IOException {
        return TestHost.start(builder -> builder.privateNetwork(key));
    }

    private RealPeer peer(@Nullable PreSharedKey key, String... options) throws IOException {
        if (key == null) {
            return keep(RealPeer.start(stack, options));
        }
        Path file = Files.write(folder.resolve("swarm.key"), key.toFile().getBytes(UTF_8));
        String[] all = Arrays.copyOf(options, options.length + 2);
        all[options.length] = "-psk";
        all[options.length + 1] = file.toString();
        return keep(RealPeer.start(stack, all));
    }

    private <T extends AutoCloseable> T keep(T started) {
        open.push(started);
        return started;
    }
}
