package io.replicator.libp2p.identify;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.fuzz.Broken;
import io.replicator.libp2p.multiformats.Multiaddr;
import java.util.Arrays;
import java.util.List;

/** What a peer says of itself, in one part or in two. */
public final class IdentifyMessageFuzz {

    private IdentifyMessageFuzz() {}

    public static List<byte[]> seeds() {
        IdentifyMessage message = new IdentifyMessage();
        message.publicKey = ByteString.copyFrom(new byte[36]);
        message.listenAddresses.add(Multiaddr.parse("/ip4/10.0.0.1/tcp/4001"));
        message.protocols.addAll(List.of("/ipfs/ping/1.0.0", "/ipfs/id/1.0.0"));
        message.observedAddress = Multiaddr.parse("/ip6/::1/tcp/4001");
        message.agentVersion = "agent";
        message.protocolVersion = "ipfs/0.1.0";
        message.signedPeerRecord = ByteString.copyFromUtf8("envelope");
        return List.of(message.encode());
    }

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            IdentifyMessage read = new IdentifyMessage();
            read.merge(data);
            Broken.unless(
                    read.listenAddresses.size() <= IdentifyMessage.MAX_ADDRESSES
                            && read.protocols.size() <= IdentifyMessage.MAX_PROTOCOLS,
                    "lists keep within their limits");
            byte[] written = read.encode();
            IdentifyMessage again = new IdentifyMessage();
            again.merge(written);
            Broken.unless(Arrays.equals(written, again.encode()), "a message comes back as it was written");
            again.merge(written);
            Broken.unless(again.protocols.equals(read.protocols), "a part that comes twice adds no protocol");
        } catch (IllegalArgumentException _) {
            // Malformed, and said so.
        }
    }
}
