package io.replicator.libp2p.host;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.crypto.PublicKey;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A connection that does nothing but be there until it is closed. */
public class SilentConnection implements Connection {

    private static final Multiaddr ADDRESS = Multiaddr.parse("/ip4/10.0.0.1/tcp/1");

    /** Nobody asks anything of it. */
    private static final Stream STREAM = (Stream)
            Proxy.newProxyInstance(Stream.class.getClassLoader(), new Class<?>[] {Stream.class}, (_, method, _) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    private final PublicKey key;
    private final Multiaddr remoteAddress;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Whether it has a stream. */
    boolean busy;

    /** With a peer that nobody else is. */
    SilentConnection() {
        this(PrivateKey.generateEd25519(new SecureRandom()).publicKey());
    }

    SilentConnection(PublicKey remote) {
        this(remote, ADDRESS);
    }

    /** With this peer, there. */
    protected SilentConnection(PublicKey remote, Multiaddr remoteAddress) {
        this.key = remote;
        this.remoteAddress = remoteAddress;
    }

    @Override
    public PeerId remotePeer() {
        return key.peerId();
    }

    @Override
    public PublicKey remoteKey() {
        return key;
    }

    @Override
    public Multiaddr remoteAddress() {
        return remoteAddress;
    }

    @Override
    public Multiaddr localAddress() {
        return ADDRESS;
    }

    @Override
    public boolean isInitiator() {
        return false;
    }

    @Override
    public boolean usedEarlyMuxerNegotiation() {
        return false;
    }

    @Override
    public CompletableFuture<Stream> openStream(List<String> protocols) {
        return new CompletableFuture<>();
    }

    @Override
    public Collection<Stream> streams() {
        return busy ? List.of(STREAM) : List.of();
    }

    @Override
    public Duration roundTrip() {
        return Duration.ZERO;
    }

    @Override
    public boolean isOpen() {
        return !closed.isDone();
    }

    @Override
    public CompletableFuture<Void> close() {
        closed.complete(null);
        return closed;
    }

    @Override
    public CompletableFuture<Void> closed() {
        return closed;
    }
}
