package io.replicator.libp2p.tcp;

import static io.replicator.libp2p.tcp.TestHosts.ECHO;
import static io.replicator.libp2p.tcp.TestHosts.await;
import static io.replicator.libp2p.tcp.TestHosts.connect;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.host.AddressOverrides;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.PeerStore;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** At which addresses a host dials: what was configured for a peer, what is known of it, or whoever is there. */
@Timeout(60)
final class AddressOverridesTest {

    private static final Multiaddr NOBODY = Multiaddr.parse("/ip4/127.0.0.1/tcp/1");

    private final TestHosts hosts = new TestHosts();
    private final Map<PeerId, List<Multiaddr>> table = new ConcurrentHashMap<>();
    private final AddressOverrides overrides = peer -> table.getOrDefault(peer, List.of());

    @AfterEach
    void closeHosts() {
        hosts.close();
    }

    @Test
    void dialsAtTheOverrideAloneWhereverTheCallGotItsAddress() throws Exception {
        Host here = hosts.host(overrides);
        Host there = hosts.host();
        Multiaddr direct = there.listenAddresses().getFirst();
        table.put(there.peerId(), List.of(NOBODY));
        here.peerStore().addAddresses(there.peerId(), List.of(direct), PeerStore.PERMANENT);

        assertFailsAtNobody(() -> await(here.connect(there.peerId())));
        assertFailsAtNobody(() -> await(here.connect(there.peerId(), List.of(direct))));
        assertFailsAtNobody(() -> await(here.connect(direct.withPeer(there.peerId()))));
        assertFailsAtNobody(() -> await(here.openStream(there.peerId(), List.of(ECHO))));
        assertEquals(0, there.metrics().inboundConnections());

        table.put(there.peerId(), List.of(NOBODY, direct));
        assertEquals(
                direct, await(here.connect(there.peerId(), List.of(NOBODY))).remoteAddress());
    }

    @Test
    void connectsWithWhoeverAnswersWhereNobodyIsNamed() throws Exception {
        Host here = hosts.host(overrides);
        Host there = hosts.host();
        Multiaddr address = there.listenAddresses().getFirst();
        Connection connection = await(here.connect(address));
        assertEquals(there.peerId(), connection.remotePeer());
        assertSame(connection, await(here.connect(address)), "one that is there already is taken");
        assertEquals(1, here.connections().size());
        assertSame(connection, connect(here, there));
    }

    @Test
    void leavesANamelessAddressWhereItsPeerHasAnOverride() throws Exception {
        Host here = hosts.host(overrides);
        Host there = hosts.host();
        table.put(there.peerId(), List.of(NOBODY));
        assertFailsAtNobody(() -> await(here.connect(there.listenAddresses().getFirst())));
        assertTrue(here.connections().isEmpty());
    }

    @Test
    void doesNotConnectWithItself() throws Exception {
        Host here = hosts.host();
        assertThrows(
                ExecutionException.class,
                () -> await(here.connect(here.listenAddresses().getFirst())));
    }

    private static void assertFailsAtNobody(org.junit.jupiter.api.function.Executable dial) {
        ExecutionException failure = assertThrows(ExecutionException.class, dial);
        assertTrue(String.valueOf(failure.getMessage()).contains(NOBODY.toString()), failure::getMessage);
    }
}
