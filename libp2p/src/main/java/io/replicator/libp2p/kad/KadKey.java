package io.replicator.libp2p.kad;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.multiformats.Multihash;
import io.replicator.libp2p.multiformats.PeerId;
import java.util.Arrays;

/** A point of the key space: the SHA-256 of a key or of a peer id. The distance of two points is their XOR. */
final class KadKey {

    /** Bits of a point. */
    static final int BITS = 256;

    private final byte[] point;

    private KadKey(byte[] point) {
        this.point = point;
    }

    static KadKey of(ByteString key) {
        return new KadKey(Multihash.sha256Digest(key.toByteArray()));
    }

    static KadKey of(PeerId peer) {
        return new KadKey(Multihash.sha256Digest(peer.encode()));
    }

    /** How many leading bits two points share; {@link #BITS} if they are the same. */
    int commonPrefixLength(KadKey other) {
        int index = Arrays.mismatch(point, other.point);
        if (index < 0) {
            return BITS;
        }
        int difference = (point[index] ^ other.point[index]) & 0xff;
        return index * Byte.SIZE + Integer.numberOfLeadingZeros(difference) - (Integer.SIZE - Byte.SIZE);
    }

    /** Negative if the first is closer to this point than the second. */
    int compareDistance(KadKey first, KadKey second) {
        int index = Arrays.mismatch(first.point, second.point);
        if (index < 0) {
            return 0;
        }
        int toFirst = (point[index] ^ first.point[index]) & 0xff;
        int toSecond = (point[index] ^ second.point[index]) & 0xff;
        return Integer.compare(toFirst, toSecond);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KadKey that && Arrays.equals(point, that.point);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(point);
    }
}
