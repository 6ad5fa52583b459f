package io.replicator.libp2p.tcp;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.AddressOverrides;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.ConnectionGater;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.HostConfig;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.Swarm;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.pnet.PreSharedKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Real hosts on loopback, closed together at the end of a test. */
final class TestHosts implements AutoCloseable {

    static final String ECHO = "/echo/1.0.0";

    private static final Multiaddr LOOPBACK = Multiaddr.parse("/ip4/127.0.0.1/tcp/0");

    private final Deque<Host> hosts = new ArrayDeque<>();

    Swarm host() throws Exception {
        return host(HostConfig.DEFAULT, TcpConfig.DEFAULT, ConnectionGater.ALLOW_ALL);
    }

    Swarm host(AddressOverrides overrides) throws Exception {
        return host(HostConfig.DEFAULT, TcpConfig.DEFAULT, ConnectionGater.ALLOW_ALL, overrides, null);
    }

    Swarm host(TcpConfig tcp, PreSharedKey privateNetwork) throws Exception {
        return host(HostConfig.DEFAULT, tcp, ConnectionGater.ALLOW_ALL, AddressOverrides.NONE, privateNetwork);
    }

    Swarm host(HostConfig config, TcpConfig tcp, ConnectionGater gater) throws Exception {
        return host(config, tcp, gater, AddressOverrides.NONE, null);
    }

    private Swarm host(
            HostConfig config,
            TcpConfig tcp,
            ConnectionGater gater,
            AddressOverrides overrides,
            @Nullable PreSharedKey privateNetwork)
            throws Exception {
        Swarm swarm = new Swarm(
                PrivateKey.generateEd25519(new SecureRandom()),
                config,
                gater,
                overrides,
                List.of(),
                host -> new TcpTransport(host, tcp, config.closeTimeout(), privateNetwork));
        hosts.add(swarm);
        swarm.addHandler(ECHO, stream -> stream.setReceiver(new Echo()));
        await(swarm.listen(LOOPBACK));
        return swarm;
    }

    static Connection connect(Host from, Host to) throws Exception {
        return await(from.connect(to.peerId(), to.listenAddresses()));
    }

    static Stream open(Host from, Host to, String protocol) throws Exception {
        return await(connect(from, to).openStream(List.of(protocol)));
    }

    /** A bare connection with a host, whose reads end after 10 s at the latest. */
    static Socket socket(Host to) throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(),
                to.listenAddresses().getFirst().port().orElseThrow());
        socket.setSoTimeout(10_000);
        return socket;
    }

    static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        hosts.forEach(Host::close);
    }
}
