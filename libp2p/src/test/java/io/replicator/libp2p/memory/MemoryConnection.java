package io.replicator.libp2p.memory;

import io.replicator.libp2p.crypto.PublicKey;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.ProtocolHandler;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.UnsupportedProtocolException;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One end of a connection; its single virtual thread stands for the event loop. */
final class MemoryConnection implements Connection {

    final ExecutorService loop =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
    private final MemoryHost local;
    private final MemoryHost remote;
    private final boolean initiator;
    private final List<MemoryStream> streams = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final AtomicBoolean open = new AtomicBoolean(true);
    private @Nullable MemoryConnection other;

    private MemoryConnection(MemoryHost local, MemoryHost remote, boolean initiator) {
        this.local = local;
        this.remote = remote;
        this.initiator = initiator;
    }

    static MemoryConnection connect(MemoryHost dialer, MemoryHost listener) {
        MemoryConnection near = new MemoryConnection(dialer, listener, true);
        MemoryConnection far = new MemoryConnection(listener, dialer, false);
        near.other = far;
        far.other = near;
        listener.connected(far);
        dialer.connected(near);
        return near;
    }

    @Override
    public PeerId remotePeer() {
        return remote.peerId();
    }

    @Override
    public PublicKey remoteKey() {
        return remote.privateKey().publicKey();
    }

    @Override
    public Multiaddr remoteAddress() {
        return remote.address();
    }

    @Override
    public Multiaddr localAddress() {
        return local.address();
    }

    @Override
    public boolean isInitiator() {
        return initiator;
    }

    @Override
    public boolean usedEarlyMuxerNegotiation() {
        return false;
    }

    @Override
    public CompletableFuture<Stream> openStream(List<String> protocols) {
        MemoryConnection far = Objects.requireNonNull(other);
        if (!isOpen()) {
            return CompletableFuture.failedFuture(new IOException("the connection is closed"));
        }
        for (String protocol : protocols) {
            ProtocolHandler handler = remote.handler(protocol);
            if (handler != null) {
                MemoryStream near = new MemoryStream(this, protocol, true);
                MemoryStream peer = new MemoryStream(far, protocol, false);
                near.connect(peer);
                peer.connect(near);
                streams.add(near);
                far.streams.add(peer);
                far.loop.execute(() -> handler.open(peer));
                return CompletableFuture.completedFuture(near);
            }
        }
        return CompletableFuture.failedFuture(new UnsupportedProtocolException(protocols));
    }

    void forget(MemoryStream stream) {
        streams.remove(stream);
    }

    @Override
    public Collection<Stream> streams() {
        return List.copyOf(streams);
    }

    @Override
    public Duration roundTrip() {
        return Duration.ZERO;
    }

    @Override
    public boolean isOpen() {
        return open.get();
    }

    @Override
    public CompletableFuture<Void> close() {
        if (open.compareAndSet(true, false)) {
            streams.forEach(MemoryStream::reset);
            local.disconnected(this);
            closed.complete(null);
            var _ = Objects.requireNonNull(other).close();
            loop.shutdown();
        }
        return closed;
    }

    @Override
    public CompletableFuture<Void> closed() {
        return closed;
    }
}
