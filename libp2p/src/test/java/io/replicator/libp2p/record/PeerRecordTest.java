package io.replicator.libp2p.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.multiformats.Multiaddr;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeerRecordTest {

    private static final byte[] PEER_RECORD_TYPE = {0x03, 0x01};

    private final PrivateKey key = PrivateKey.generateEd25519(new SecureRandom());
    private final PeerRecord record = new PeerRecord(
            key.peerId(), 7, List.of(Multiaddr.parse("/ip4/1.2.3.4/tcp/1"), Multiaddr.parse("/ip6/::1/udp/2/quic-v1")));

    @Test
    void opensWhatItSeals() {
        assertEquals(record, PeerRecord.open(record.seal(key).encode()));
    }

    @Test
    void refusesATamperedEnvelope() {
        byte[] envelope = record.seal(key).encode();
        for (int i = 0; i < envelope.length; i++) {
            byte[] tampered = envelope.clone();
            tampered[i] ^= 1;
            assertThrows(IllegalArgumentException.class, () -> PeerRecord.open(tampered), "byte " + i);
        }
    }

    @Test
    void refusesEveryTruncation() {
        byte[] envelope = record.seal(key).encode();
        for (int length = 0; length < envelope.length; length++) {
            byte[] truncated = Arrays.copyOf(envelope, length);
            assertThrows(IllegalArgumentException.class, () -> PeerRecord.open(truncated));
        }
    }

    @Test
    void refusesAnotherDomainAndAnotherPayload() {
        byte[] payload = record.seal(key).payload().toByteArray();
        byte[] otherDomain = SignedEnvelope.seal(key, "libp2p-routing-state", PEER_RECORD_TYPE, payload)
                .encode();
        assertThrows(IllegalArgumentException.class, () -> PeerRecord.open(otherDomain));
        byte[] otherType = SignedEnvelope.seal(key, PeerRecord.DOMAIN, new byte[] {9}, payload)
                .encode();
        assertThrows(IllegalArgumentException.class, () -> PeerRecord.open(otherType));
    }

    @Test
    void refusesARecordOfSomebodyElse() {
        PrivateKey stranger = PrivateKey.generateEd25519(new SecureRandom());
        byte[] payload = record.seal(key).payload().toByteArray();
        byte[] stolen = SignedEnvelope.seal(stranger, PeerRecord.DOMAIN, PEER_RECORD_TYPE, payload)
                .encode();
        assertThrows(IllegalArgumentException.class, () -> PeerRecord.open(stolen));
        assertThrows(IllegalArgumentException.class, () -> record.seal(stranger));
    }

    @Test
    void comparesSequencesUnsigned() {
        PeerRecord last = new PeerRecord(key.peerId(), -1, List.of());
        assertTrue(last.isNewerThan(record));
        assertEquals(last, PeerRecord.open(last.seal(key).encode()));
    }

    @Test
    void ignoresAddressesThatItCannotReadAndThoseBeyondTheLimit() {
        List<Multiaddr> many = Collections.nCopies(PeerRecord.MAX_ADDRESSES + 9, Multiaddr.parse("/ip4/1.2.3.4/tcp/1"));
        PeerRecord large = new PeerRecord(key.peerId(), 1, many);
        assertEquals(
                PeerRecord.MAX_ADDRESSES,
                PeerRecord.open(large.seal(key).encode()).addresses().size());

        byte[] payload = HexFormat.of()
                .parseHex("0a26" + HexFormat.of().formatHex(key.peerId().encode()) + "1001" + "1a040a02ff7f"
                        + "1a0a0a08047f000001060fa1");
        byte[] envelope = SignedEnvelope.seal(key, PeerRecord.DOMAIN, PEER_RECORD_TYPE, payload)
                .encode();
        assertEquals(
                List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/4001")),
                PeerRecord.open(envelope).addresses());
    }

    @Test
    void survivesRandomBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            assertThrows(IllegalArgumentException.class, () -> PeerRecord.open(bytes), "seed " + seed);
        }
        assertThrows(IllegalArgumentException.class, () -> PeerRecord.open(new byte[SignedEnvelope.MAX_LENGTH + 1]));
    }
}
