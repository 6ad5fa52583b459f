package io.replicator.libp2p.record;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.multiformats.ProtobufReader;
import io.replicator.libp2p.multiformats.ProtobufWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The addresses that a peer states for itself (libp2p RFC 0003). Domain and payload type are those that go-libp2p and
 * js-libp2p use, which differ from the text of the RFC.
 *
 * <pre>
 * syntax = "proto3";
 * message PeerRecord {
 *   message AddressInfo { bytes multiaddr = 1; }
 *   bytes peer_id = 1;
 *   uint64 seq = 2;
 *   repeated AddressInfo addresses = 3;
 * }
 * </pre>
 *
 * @param sequence an unsigned number that rises with each new record of the peer
 */
public record PeerRecord(PeerId peer, long sequence, List<Multiaddr> addresses) {

    public static final String DOMAIN = "libp2p-peer-record";

    /** Addresses beyond these are ignored. */
    public static final int MAX_ADDRESSES = 64;

    private static final byte[] PAYLOAD_TYPE = {0x03, 0x01};

    public PeerRecord {
        addresses = List.copyOf(addresses);
    }

    /**
     * Opens an envelope with a peer record in it.
     *
     * @throws IllegalArgumentException if it is malformed, its signature is wrong, it holds something else than a peer
     *     record, or it is about another peer than its signer
     */
    public static PeerRecord open(byte[] envelope) {
        SignedEnvelope opened = SignedEnvelope.open(envelope, DOMAIN);
        if (!Arrays.equals(opened.payloadType().toByteArray(), PAYLOAD_TYPE)) {
            throw new IllegalArgumentException("the envelope holds no peer record");
        }
        PeerRecord record = decode(opened.payload().toByteArray());
        if (!record.peer.equals(opened.key().peerId())) {
            throw new IllegalArgumentException("the record of " + record.peer + " was signed by "
                    + opened.key().peerId());
        }
        return record;
    }

    /** Signs this record with the key of its peer. */
    public SignedEnvelope seal(PrivateKey key) {
        if (!key.peerId().equals(peer)) {
            throw new IllegalArgumentException(key + " cannot sign a record of " + peer);
        }
        return SignedEnvelope.seal(key, DOMAIN, PAYLOAD_TYPE, encode());
    }

    /** Whether this record replaces the other one of the same peer. */
    public boolean isNewerThan(PeerRecord other) {
        return Long.compareUnsigned(sequence, other.sequence) > 0;
    }

    private byte[] encode() {
        ProtobufWriter out = new ProtobufWriter().bytes(1, peer.encode()).varint(2, sequence);
        for (Multiaddr address : addresses) {
            out.bytes(3, new ProtobufWriter().bytes(1, address.encode()).toByteArray());
        }
        return out.toByteArray();
    }

    private static PeerRecord decode(byte[] message) {
        ProtobufReader in = new ProtobufReader(message);
        PeerId peer = null;
        long sequence = 0;
        List<Multiaddr> addresses = new ArrayList<>();
        for (int field = in.next(); field != ProtobufReader.END; field = in.next()) {
            switch (field) {
                case 1 -> peer = PeerId.decode(in.bytes(SignedEnvelope.MAX_LENGTH));
                case 2 -> sequence = in.varint();
                case 3 -> decodeAddress(in.bytes(SignedEnvelope.MAX_LENGTH), addresses);
                default -> in.skip();
            }
        }
        if (peer == null) {
            throw new IllegalArgumentException("a peer record names its peer");
        }
        return new PeerRecord(peer, sequence, addresses);
    }

    private static void decodeAddress(byte[] message, List<Multiaddr> addresses) {
        ProtobufReader in = new ProtobufReader(message);
        for (int field = in.next(); field != ProtobufReader.END; field = in.next()) {
            if (field == 1) {
                Multiaddr.decodeInto(addresses, in.bytes(SignedEnvelope.MAX_LENGTH), MAX_ADDRESSES);
            } else {
                in.skip();
            }
        }
    }
}
