package io.replicator.libp2p.kad;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.fuzz.Broken;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.util.List;
import java.util.Optional;

/** Requests and answers of the DHT. */
public final class KadMessageFuzz {

    private KadMessageFuzz() {}

    public static List<byte[]> seeds() {
        ByteString key = ByteString.copyFromUtf8("/pk/key");
        KadPeer peer = new KadPeer(
                PeerId.parse("12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN"),
                List.of(Multiaddr.parse("/ip4/10.0.0.1/tcp/4001")),
                true);
        KadRecord record = new KadRecord(key, ByteString.copyFromUtf8("value"), "2026-01-01T00:00:00Z");
        return List.of(
                KadMessage.of(KadMessage.Type.FIND_NODE, key).encode(),
                KadMessage.of(KadMessage.Type.PUT_VALUE, key)
                        .withRecord(Optional.of(record))
                        .encode(),
                KadMessage.of(KadMessage.Type.GET_PROVIDERS, key)
                        .withCloserPeers(List.of(peer, peer))
                        .withProviderPeers(List.of(peer))
                        .encode());
    }

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            KadMessage read = KadMessage.decode(data);
            Broken.unless(KadMessage.decode(read.encode()).equals(read), "a message comes back as it was written");
            Broken.unless(
                    read.closerPeers().size() <= KadMessage.MAX_PEERS
                            && read.providerPeers().size() <= KadMessage.MAX_PEERS,
                    "peers beyond the limit are left out");
            KadMessage reply = read.withRecord(Optional.empty());
            Broken.unless(
                    reply.encodeReply().length <= KadMessage.MAX_REPLY_LENGTH + KadRecord.MAX_KEY_LENGTH,
                    "a reply is cut to what others read");
        } catch (IllegalArgumentException _) {
            // Malformed, and said so.
        }
    }
}
