package io.replicator.libp2p;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.AddressOverrides;
import io.replicator.libp2p.host.ConnectionGater;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.HostConfig;
import io.replicator.libp2p.host.Swarm;
import io.replicator.libp2p.identify.IdentifyService;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.ping.PingService;
import io.replicator.libp2p.pnet.PreSharedKey;
import io.replicator.libp2p.tcp.TcpConfig;
import io.replicator.libp2p.tcp.TcpTransport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Composes a {@link Host} of its parts: TCP with Noise and Yamux, identify, identify push and ping.
 *
 * <pre>{@code
 * Host host = Libp2p.builder(PrivateKey.generateEd25519(new SecureRandom()))
 *         .listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))
 *         .start();
 * }</pre>
 */
public final class Libp2p {

    private static final String FORCE_PRIVATE_NETWORK = "LIBP2P_FORCE_PNET";

    private Libp2p() {}

    /** Begins to build a host that proves its identity by this key. */
    public static Builder builder(PrivateKey identity) {
        return new Builder(identity);
    }

    /** Whether the environment forbids public networks by {@code LIBP2P_FORCE_PNET=1}, which go-libp2p heeds too. */
    public static boolean isPrivateNetworkForced() {
        return "1".equals(System.getenv(FORCE_PRIVATE_NETWORK));
    }

    /** Collects what a host is made of; every part but the identity has a default. */
    public static final class Builder {

        private final PrivateKey identity;
        private final List<Multiaddr> listen = new ArrayList<>();
        private final List<Multiaddr> announce = new ArrayList<>();
        private HostConfig hostConfig = HostConfig.DEFAULT;
        private TcpConfig tcpConfig = TcpConfig.DEFAULT;
        private ConnectionGater gater = ConnectionGater.ALLOW_ALL;
        private AddressOverrides addressOverrides = AddressOverrides.NONE;
        private String agentVersion = "replicator-libp2p";
        private @Nullable PreSharedKey privateNetwork;

        private Builder(PrivateKey identity) {
            this.identity = identity;
        }

        /** Listens on one more address; without any, the host only dials. */
        public Builder listen(Multiaddr address) {
            listen.add(address);
            return this;
        }

        /** Tells others these addresses instead of the ones that it listens on. */
        public Builder announce(Collection<Multiaddr> addresses) {
            announce.addAll(addresses);
            return this;
        }

        /** Limits the host thus instead of by {@link HostConfig#DEFAULT}. */
        public Builder hostConfig(HostConfig config) {
            this.hostConfig = config;
            return this;
        }

        /** Limits the transport thus instead of by {@link TcpConfig#DEFAULT}. */
        public Builder tcpConfig(TcpConfig config) {
            this.tcpConfig = config;
            return this;
        }

        /** Asks this one who may connect; without, everybody may. */
        public Builder gater(ConnectionGater gater) {
            this.gater = gater;
            return this;
        }

        /** Dials these peers at these addresses alone. */
        public Builder addressOverrides(AddressOverrides overrides) {
            this.addressOverrides = overrides;
            return this;
        }

        /**
         * What this program calls itself in identify, such as {@code example/1.0.0}; the name of this library unless
         * set.
         */
        public Builder agentVersion(String agentVersion) {
            this.agentVersion = agentVersion;
            return this;
        }

        /** Speaks only with peers that have this key too, and in no other way than under it. */
        public Builder privateNetwork(PreSharedKey key) {
            this.privateNetwork = key;
            return this;
        }

        /**
         * Starts the host and waits until it listens.
         *
         * @throws IOException if an address cannot be listened on; nothing is left running then
         * @throws IllegalStateException if {@link #isPrivateNetworkForced} and there is no key of one
         */
        public Host start() throws IOException {
            if (privateNetwork == null && isPrivateNetworkForced()) {
                throw new IllegalStateException(
                        FORCE_PRIVATE_NETWORK + "=1 allows private networks alone, and no key of one is given");
            }
            Swarm swarm = new Swarm(
                    identity,
                    hostConfig,
                    gater,
                    addressOverrides,
                    announce,
                    host -> new TcpTransport(host, tcpConfig, hostConfig.closeTimeout(), privateNetwork));
            try {
                new IdentifyService(swarm, agentVersion).start();
                new PingService(swarm).start();
                for (Multiaddr address : listen) {
                    await(swarm.listen(address));
                }
                return swarm;
            } catch (IOException | RuntimeException e) {
                swarm.close();
                throw e;
            }
        }

        private static void await(CompletableFuture<Multiaddr> listening) throws IOException {
            try {
                listening.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while starting to listen");
            }
        }
    }
}
