package io.replicator.libp2p.kad;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.multiformats.Multihash;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a routing table true: removes members that are gone, and finds new ones in every part of the key space. */
final class Refresher {

    /**
     * Buckets beyond this prefix are refreshed by the lookup of the own id alone. Finding a key of a given prefix means
     * to hash random ones: 2^13 on average for the longest.
     */
    static final int MAX_PREFIX = 12;

    /** Bytes of a random key, as long as a multihash of SHA-256. */
    private static final int KEY_LENGTH = 34;

    private static final Logger log = LoggerFactory.getLogger(Refresher.class);

    private final KademliaDht dht;
    private final RoutingTable table;
    private final KadConfig config;
    private final KadKey self;
    private final ByteString selfKey;
    private final SecureRandom random = new SecureRandom();

    Refresher(KademliaDht dht, RoutingTable table, KadConfig config, PeerId self) {
        this.dht = dht;
        this.table = table;
        this.config = config;
        this.self = KadKey.of(self);
        this.selfKey = ByteString.copyFrom(self.encode());
    }

    /** Finds the own neighbourhood, which is also how the neighbours learn of a newcomer. */
    void lookUpSelf() {
        dht.lookUp(self, KadMessage.of(KadMessage.Type.FIND_NODE, selfKey), (peer, answer) -> false);
    }

    void refresh() {
        checkSilentMembers();
        lookUpSelf();
        int longest = Math.min(table.longestPrefix(), MAX_PREFIX);
        for (int prefix = 0; prefix <= longest; prefix++) {
            ByteString key = randomKey(prefix);
            dht.lookUp(KadKey.of(key), KadMessage.of(KadMessage.Type.FIND_NODE, key), (peer, answer) -> false);
        }
    }

    /** A member that has not been heard of for a whole interval is asked; the asking itself removes it if it is gone. */
    private void checkSilentMembers() {
        List<PeerId> silent = table.notSeenSince(config.clock().instant().minus(config.refreshInterval()));
        KadMessage request = KadMessage.of(KadMessage.Type.FIND_NODE, selfKey);
        Parallel.forEach(silent, peer -> {
            try {
                dht.ask(peer, request);
            } catch (IOException e) {
                log.debug("{} is gone from the routing table", peer, e);
            }
        });
    }

    /** A key whose point shares exactly so many bits with this peer's. */
    ByteString randomKey(int prefix) {
        byte[] key = new byte[KEY_LENGTH];
        do {
            random.nextBytes(key);
            // The form of a multihash: js-libp2p expects it of keys that are not peer ids.
            key[0] = Multihash.SHA2_256;
            key[1] = KEY_LENGTH - 2;
        } while (self.commonPrefixLength(KadKey.of(ByteString.copyFrom(key))) != prefix);
        return ByteString.copyFrom(key);
    }
}
