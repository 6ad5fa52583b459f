package io.replicator.libp2p.interop;

import static io.replicator.libp2p.interop.TestHost.ECHO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.DialException;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.tcp.Security;
import io.replicator.libp2p.tcp.TcpConfig;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS with peers of other stacks that offer nothing else. */
@ParameterizedClass
@EnumSource(Stack.class)
@Timeout(60)
final class TlsIT {

    private static final int MEBIBYTES = 16 << 20;

    private final Stack stack;
    private RealPeer peer;
    private TestHost here;

    TlsIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void start() throws Exception {
        stack.assume();
        peer = RealPeer.start(stack, "-security", "tls");
        here = TestHost.start(
                builder -> builder.tcpConfig(TcpConfig.DEFAULT.withSecurity(Security.NOISE, Security.TLS)));
    }

    @AfterEach
    void stop() {
        if (peer != null) {
            peer.close();
            here.close();
        }
    }

    @Test
    void isDialled() {
        Answer said = peer.execute("identify", here.address()).orFail();
        if (stack == Stack.GO) {
            assertEquals("/tls/1.0.0", said.text("security"));
            assertTrue(said.flag("earlyMuxer"), said.json());
        }
        assertEquals(stack.agreesOnTheMuxerEarly(), here.connectionWith(peer).usedEarlyMuxerNegotiation());
        Answer echoed = peer.execute("echo", here.address(), MEBIBYTES, 2).orFail();
        assertEquals(2L * MEBIBYTES, echoed.number("bytes"));
        assertTrue(echoed.flag("equal"));
    }

    /** It knows no Noise, which is offered first. */
    @Test
    void dials() throws Exception {
        assertEquals(stack.agreesOnTheMuxerEarly(), here.connect(peer).usedEarlyMuxerNegotiation());
        ConnectionIT.assertEchoes(here.open(peer, ECHO), "over tls");
    }

    @Test
    void agreesOnTheMuxerLate() throws Exception {
        TcpConfig config = TcpConfig.DEFAULT.withSecurity(Security.TLS).withEarlyMuxer(false);
        try (TestHost late = TestHost.start(builder -> builder.tcpConfig(config))) {
            peer.execute("ping", late.address()).orFail();
            assertFalse(late.connectionWith(peer).usedEarlyMuxerNegotiation());
        }
        try (TestHost late = TestHost.start(builder -> builder.tcpConfig(config))) {
            assertFalse(late.connect(peer).usedEarlyMuxerNegotiation());
            ConnectionIT.assertEchoes(late.open(peer, ECHO), "with the muxer agreed on late");
        }
    }

    @Test
    void refusesItUnderAnotherName() {
        PeerId other = PrivateKey.generateEd25519(new SecureRandom()).peerId();
        List<Multiaddr> addresses =
                peer.addresses().stream().map(Multiaddr::withoutPeer).toList();
        ExecutionException refused = assertThrows(
                ExecutionException.class,
                () -> here.host().connect(other, addresses).get(10, TimeUnit.SECONDS));
        assertInstanceOf(DialException.class, refused.getCause());
        assertFalse(peer.execute("connect", here.address().withoutPeer().withPeer(other))
                .isOk());
    }

    /** A peer that speaks only the one does not reach a host that speaks only the other. */
    @Test
    void agreesOnNothingWithNoiseAlone() throws Exception {
        try (TestHost noise =
                TestHost.start(builder -> builder.tcpConfig(TcpConfig.DEFAULT.withSecurity(Security.NOISE)))) {
            assertFalse(peer.execute("connect", noise.address()).isOk());
        }
    }
}
