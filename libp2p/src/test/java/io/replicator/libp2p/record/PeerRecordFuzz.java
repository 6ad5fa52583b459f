package io.replicator.libp2p.record;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.fuzz.Broken;
import io.replicator.libp2p.fuzz.Repeatable;
import io.replicator.libp2p.multiformats.Multiaddr;
import java.util.List;

/** Signed envelopes with peer records: whatever is changed in a good one, it is refused or still says the same. */
public final class PeerRecordFuzz {

    private static final PrivateKey KEY = Repeatable.identity(1);
    private static final PeerRecord RECORD =
            new PeerRecord(KEY.peerId(), 7, List.of(Multiaddr.parse("/ip4/10.0.0.1/tcp/4001")));

    private PeerRecordFuzz() {}

    public static List<byte[]> seeds() {
        return List.of(RECORD.seal(KEY).encode());
    }

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            PeerRecord read = PeerRecord.open(data);
            Broken.unless(!read.peer().equals(KEY.peerId()) || read.equals(RECORD), "nobody else signs for this peer");
            Broken.unless(read.addresses().size() <= PeerRecord.MAX_ADDRESSES, "addresses keep within their limit");
        } catch (IllegalArgumentException _) {
            // Malformed or not genuine, and said so.
        }
    }
}
