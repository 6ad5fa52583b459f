package io.replicator.libp2p.identify;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.ProtobufReader;
import io.replicator.libp2p.multiformats.ProtobufWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one peer says of itself.
 *
 * <pre>
 * syntax = "proto2";
 * message Identify {
 *   optional bytes publicKey = 1;
 *   repeated bytes listenAddrs = 2;
 *   repeated string protocols = 3;
 *   optional bytes observedAddr = 4;
 *   optional string protocolVersion = 5;
 *   optional string agentVersion = 6;
 *   optional bytes signedPeerRecord = 8;
 * }
 * </pre>
 *
 * <p>A message may come in several parts, which merge as protobuf says: lists grow, and the last value of a single field
 * holds.
 */
final class IdentifyMessage {

    /** Addresses beyond these are ignored. */
    static final int MAX_ADDRESSES = 64;

    /** Protocols beyond these are ignored. */
    static final int MAX_PROTOCOLS = 512;

    private static final int MAX_FIELD_LENGTH = 8 * 1024;

    @Nullable
    ByteString publicKey;

    final List<Multiaddr> listenAddresses = new ArrayList<>();
    final Set<String> protocols = new LinkedHashSet<>();

    @Nullable
    Multiaddr observedAddress;

    @Nullable
    String protocolVersion;

    @Nullable
    String agentVersion;

    @Nullable
    ByteString signedPeerRecord;

    /** Takes over the fields of one part. */
    void merge(byte[] part) {
        ProtobufReader in = new ProtobufReader(part);
        for (int field = in.next(); field != ProtobufReader.END; field = in.next()) {
            switch (field) {
                case 1 -> publicKey = ByteString.copyFrom(in.bytes(MAX_FIELD_LENGTH));
                case 2 -> Multiaddr.decodeInto(listenAddresses, in.bytes(MAX_FIELD_LENGTH), MAX_ADDRESSES);
                case 3 -> addProtocol(in.string(MAX_FIELD_LENGTH));
                case 4 ->
                    observedAddress =
                            readableAddress(in.bytes(MAX_FIELD_LENGTH)).orElse(null);
                case 5 -> protocolVersion = in.string(MAX_FIELD_LENGTH);
                case 6 -> agentVersion = in.string(MAX_FIELD_LENGTH);
                case 8 -> signedPeerRecord = ByteString.copyFrom(in.bytes(MAX_FIELD_LENGTH));
                default -> in.skip();
            }
        }
    }

    byte[] encode() {
        ProtobufWriter out = new ProtobufWriter();
        if (publicKey != null) {
            out.bytes(1, publicKey.toByteArray());
        }
        listenAddresses.forEach(address -> out.bytes(2, address.encode()));
        protocols.forEach(protocol -> out.string(3, protocol));
        if (observedAddress != null) {
            out.bytes(4, observedAddress.encode());
        }
        if (protocolVersion != null) {
            out.string(5, protocolVersion);
        }
        if (agentVersion != null) {
            out.string(6, agentVersion);
        }
        if (signedPeerRecord != null) {
            out.bytes(8, signedPeerRecord.toByteArray());
        }
        return out.toByteArray();
    }

    private void addProtocol(String protocol) {
        if (protocols.size() < MAX_PROTOCOLS) {
            protocols.add(protocol);
        }
    }

    private static Optional<Multiaddr> readableAddress(byte[] bytes) {
        List<Multiaddr> addresses = new ArrayList<>(1);
        Multiaddr.decodeInto(addresses, bytes, 1);
        return addresses.stream().findFirst();
    }
}
