package io.replicator.libp2p.fuzz;

import io.replicator.libp2p.crypto.PublicKey;
import io.replicator.libp2p.host.SilentConnection;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.multiformats.Multiaddr;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A connection with a remote that says the same on each stream. */
public final class FuzzConnection extends SilentConnection {

    private final byte[] said;
    private final int piece;
    private final boolean endsWithReset;
    private final List<FuzzStream> opened = new ArrayList<>();

    /** As of {@link FuzzStream}: what the remote says on the streams that this side opens. */
    public FuzzConnection(PublicKey remote, Multiaddr address, byte[] said, int piece, boolean endsWithReset) {
        super(remote, address);
        this.said = said;
        this.piece = piece;
        this.endsWithReset = endsWithReset;
    }

    /** The streams that this side has opened. */
    public List<FuzzStream> opened() {
        return opened;
    }

    @Override
    public boolean isInitiator() {
        return true;
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
}
