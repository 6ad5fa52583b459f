package io.replicator.libp2p.fuzz;

import io.replicator.libp2p.crypto.PublicKey;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A connection with a remote that says the same on each stream. */
public final class FuzzConnection implements Connection {

    private static final Multiaddr OWN = Multiaddr.parse("/ip4/10.0.0.1/tcp/4001");

    private final PublicKey remote;
    private final Multiaddr address;
    private final byte[] said;
    private final int piece;
    private final boolean endsWithReset;
    private final List<FuzzStream> opened = new ArrayList<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** As of {@link FuzzStream}: what the remote says on the streams that this side opens. */
    public FuzzConnection(PublicKey remote, Multiaddr address, byte[] said, int piece, boolean endsWithReset) {
        this.remote = remote;
        this.address = address;
        this.said = said;
        this.piece = piece;
        this.endsWithReset = endsWithReset;
    }

    /** The streams that this side has opened. */
    public List<FuzzStream> opened() {
        return opened;
    }

    @Override
    public PeerId remotePeer() {
        return remote.peerId();
    }

    @Override
    public PublicKey remoteKey() {
        return remote;
    }

    @Override
    public Multiaddr remoteAddress() {
        return address;
    }

    @Override
    public Multiaddr localAddress() {
        return OWN;
    }

    @Override
    public boolean isInitiator() {
        return true;
    }

    @Override
    public boolean usedEarlyMuxerNegotiation() {
        return false;
    }

    @Override
    public CompletableFuture<Stream> openStream(List<String> protocols) {
        FuzzStream stream = new FuzzStream(this, protocols.getFirst(), true, said, piece, endsWithReset);
        opened.add(stream);
        return CompletableFuture.completedFuture(stream);
    }

    @Override
    public Collection<Stream> streams() {
        return List.copyOf(opened);
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
