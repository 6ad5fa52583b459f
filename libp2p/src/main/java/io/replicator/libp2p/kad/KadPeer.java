package io.replicator.libp2p.kad;

import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.multiformats.ProtobufReader;
import io.replicator.libp2p.multiformats.ProtobufWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A peer as the DHT names it.
 *
 * <pre>
 * enum ConnectionType { NOT_CONNECTED = 0; CONNECTED = 1; CAN_CONNECT = 2; CANNOT_CONNECT = 3; }
 * message Peer {
 *   bytes id = 1;
 *   repeated bytes addrs = 2;
 *   ConnectionType connection = 3;
 * }
 * </pre>
 *
 * @param addresses where it may be reached, as whoever answered believes
 * @param connected whether whoever answered is connected to it
 */
public record KadPeer(PeerId id, List<Multiaddr> addresses, boolean connected) {

    /** Addresses beyond these are ignored. */
    static final int MAX_ADDRESSES = 32;

    private static final int NOT_CONNECTED = 0;
    private static final int CONNECTED = 1;
    private static final int MAX_FIELD_LENGTH = 4 * 1024;

    public KadPeer {
        addresses = List.copyOf(addresses);
    }

    KadPeer withAtMost(int maxAddresses) {
        return addresses.size() <= maxAddresses ? this : new KadPeer(id, addresses.subList(0, maxAddresses), connected);
    }

    byte[] encode() {
        ProtobufWriter out = new ProtobufWriter().bytes(1, id.encode());
        addresses.forEach(address -> out.bytes(2, address.encode()));
        return out.varint(3, connected ? CONNECTED : NOT_CONNECTED).toByteArray();
    }

    static KadPeer decode(byte[] message) {
        ProtobufReader in = new ProtobufReader(message);
        PeerId id = null;
        List<Multiaddr> addresses = new ArrayList<>();
        boolean connected = false;
        for (int field = in.next(); field != ProtobufReader.END; field = in.next()) {
            switch (field) {
                case 1 -> id = PeerId.decode(in.bytes(MAX_FIELD_LENGTH));
                case 2 -> Multiaddr.decodeInto(addresses, in.bytes(MAX_FIELD_LENGTH), MAX_ADDRESSES);
                case 3 -> connected = in.int32() == CONNECTED;
                default -> in.skip();
            }
        }
        if (id == null) {
            throw new IllegalArgumentException("a peer of the DHT has an id");
        }
        PeerId peer = id;
        addresses.removeIf(address -> !address.leadsTo(peer));
        return new KadPeer(peer, addresses, connected);
    }
}
