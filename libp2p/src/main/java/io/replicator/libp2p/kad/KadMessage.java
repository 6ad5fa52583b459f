package io.replicator.libp2p.kad;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.multiformats.ProtobufReader;
import io.replicator.libp2p.multiformats.ProtobufWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A request of the DHT, or the answer to one.
 *
 * <pre>
 * syntax = "proto3";
 * message Message {
 *   enum MessageType {
 *     PUT_VALUE = 0; GET_VALUE = 1; ADD_PROVIDER = 2; GET_PROVIDERS = 3; FIND_NODE = 4; PING = 5;
 *   }
 *   MessageType type = 1;
 *   bytes key = 2;
 *   Record record = 3;
 *   repeated Peer closerPeers = 8;
 *   repeated Peer providerPeers = 9;
 * }
 * </pre>
 */
record KadMessage(
        Type type, ByteString key, Optional<KadRecord> record, List<KadPeer> closerPeers, List<KadPeer> providerPeers) {

    /** Longest answer read, in bytes, as in go and js. */
    static final int MAX_LENGTH = 4 * 1024 * 1024;

    /** Longest request read, in bytes: room for a value, or for one provider with its addresses. */
    static final int MAX_REQUEST_LENGTH = 64 * 1024;

    /** Longest reply sent, in bytes: rust-libp2p reads no more than 16 KiB (rust-libp2p#1622). */
    static final int MAX_REPLY_LENGTH = 16 * 1000;

    /** Closer peers and providers beyond these are ignored. */
    static final int MAX_PEERS = 256;

    /** The kinds of messages, with their numbers on the wire. */
    enum Type {
        PUT_VALUE(0),
        GET_VALUE(1),
        ADD_PROVIDER(2),
        GET_PROVIDERS(3),
        FIND_NODE(4),
        PING(5);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        private static Type byCode(int code) {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            throw new IllegalArgumentException("unknown type " + code + " of a DHT message");
        }
    }

    KadMessage {
        closerPeers = List.copyOf(closerPeers);
        providerPeers = List.copyOf(providerPeers);
    }

    static KadMessage of(Type type, ByteString key) {
        return new KadMessage(type, key, Optional.empty(), List.of(), List.of());
    }

    KadMessage withRecord(Optional<KadRecord> newRecord) {
        return new KadMessage(type, key, newRecord, closerPeers, providerPeers);
    }

    KadMessage withCloserPeers(List<KadPeer> peers) {
        return new KadMessage(type, key, record, peers, providerPeers);
    }

    KadMessage withProviderPeers(List<KadPeer> peers) {
        return new KadMessage(type, key, record, closerPeers, peers);
    }

    byte[] encode() {
        ProtobufWriter out = new ProtobufWriter().varint(1, type.code);
        if (!key.isEmpty()) {
            out.bytes(2, key.toByteArray());
        }
        record.ifPresent(value -> out.bytes(3, value.encode()));
        closerPeers.forEach(peer -> out.bytes(8, peer.encode()));
        providerPeers.forEach(peer -> out.bytes(9, peer.encode()));
        return out.toByteArray();
    }

    /** Encodes a reply within the limit: first with fewer addresses for each peer, then with fewer peers. */
    byte[] encodeReply() {
        byte[] encoded = encode();
        KadMessage trimmed = this;
        for (int addresses = KadPeer.MAX_ADDRESSES; encoded.length > MAX_REPLY_LENGTH && addresses > 1; ) {
            addresses /= 2;
            int limit = addresses;
            trimmed = trimmed.mapPeers(peer -> peer.withAtMost(limit));
            encoded = trimmed.encode();
        }
        while (encoded.length > MAX_REPLY_LENGTH
                && !(trimmed.providerPeers.isEmpty() && trimmed.closerPeers.isEmpty())) {
            trimmed = trimmed.providerPeers.isEmpty()
                    ? trimmed.withCloserPeers(firstHalf(trimmed.closerPeers))
                    : trimmed.withProviderPeers(firstHalf(trimmed.providerPeers));
            encoded = trimmed.encode();
        }
        return encoded;
    }

    /**
     * Reads a message, without a record whose value is over the limit.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    static KadMessage decode(byte[] message) {
        ProtobufReader in = new ProtobufReader(message);
        // Proto3 leaves the first enum value out.
        Type type = Type.PUT_VALUE;
        ByteString key = ByteString.EMPTY;
        Optional<KadRecord> record = Optional.empty();
        List<KadPeer> closerPeers = new ArrayList<>();
        List<KadPeer> providerPeers = new ArrayList<>();
        for (int field = in.next(); field != ProtobufReader.END; field = in.next()) {
            switch (field) {
                case 1 -> type = Type.byCode(in.int32());
                case 2 -> key = ByteString.copyFrom(in.bytes(KadRecord.MAX_KEY_LENGTH));
                case 3 -> record = Optional.of(KadRecord.decode(in.bytes(MAX_LENGTH)));
                case 8 -> addPeer(closerPeers, in.bytes(MAX_LENGTH));
                case 9 -> addPeer(providerPeers, in.bytes(MAX_LENGTH));
                default -> in.skip();
            }
        }
        // Others take longer values; the peers beside them are good.
        return new KadMessage(
                type,
                key,
                record.filter(read -> read.value().size() <= KadRecord.MAX_VALUE_LENGTH),
                closerPeers,
                providerPeers);
    }

    /** A peer that cannot be read, perhaps for a new kind of id, does not spoil the others. */
    private static void addPeer(List<KadPeer> peers, byte[] message) {
        if (peers.size() == MAX_PEERS) {
            return;
        }
        try {
            peers.add(KadPeer.decode(message));
        } catch (IllegalArgumentException unreadable) {
            // Left out.
        }
    }

    private KadMessage mapPeers(UnaryOperator<KadPeer> operator) {
        return withCloserPeers(closerPeers.stream().map(operator).toList())
                .withProviderPeers(providerPeers.stream().map(operator).toList());
    }

    private static List<KadPeer> firstHalf(List<KadPeer> peers) {
        return peers.subList(0, peers.size() / 2);
    }
}
