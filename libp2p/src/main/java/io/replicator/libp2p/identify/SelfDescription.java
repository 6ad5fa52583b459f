package io.replicator.libp2p.identify;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.record.PeerRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts together what this host says of itself. Thread-safe. */
final class SelfDescription {

    /** rust-libp2p reads one message of at most 4096 bytes, length included. */
    static final int MAX_FIRST_PART_LENGTH = 4094;

    /** Bytes of addresses in a message and in a record; what remains is for protocols and key. */
    static final int MAX_ADDRESS_BYTES = 1024;

    private static final String PROTOCOL_VERSION = "ipfs/0.1.0";

    private final Host host;
    private final String agentVersion;

    /** What was signed last for remotes on this machine, and for all others. */
    private final Map<Boolean, Signed> records = new HashMap<>();

    private long sequence;

    private record Signed(List<Multiaddr> addresses, ByteString envelope) {}

    SelfDescription(Host host, String agentVersion) {
        this.host = host;
        this.agentVersion = agentVersion;
    }

    /** The message for the remote of this connection, in one part or, with the signed record apart, in two. */
    List<byte[]> parts(Connection connection) {
        IdentifyMessage message = new IdentifyMessage();
        message.publicKey = ByteString.copyFrom(host.privateKey().publicKey().encode());
        message.protocols.addAll(host.protocols());
        message.observedAddress = connection.remoteAddress();
        message.protocolVersion = PROTOCOL_VERSION;
        message.agentVersion = agentVersion;
        boolean local = connection.remoteAddress().isLoopback();
        List<Multiaddr> addresses = withinLimit(host.announcedAddresses().stream()
                .filter(address -> local || !address.isLoopback())
                .toList());
        message.listenAddresses.addAll(addresses);
        byte[] body = message.encode();
        while (body.length > MAX_FIRST_PART_LENGTH && !message.listenAddresses.isEmpty()) {
            message.listenAddresses.removeLast();
            body = message.encode();
        }
        ByteString signed = signedRecord(local, addresses);
        message.signedPeerRecord = signed;
        byte[] whole = message.encode();
        if (whole.length <= MAX_FIRST_PART_LENGTH) {
            return List.of(whole);
        }
        IdentifyMessage rest = new IdentifyMessage();
        rest.signedPeerRecord = signed;
        return List.of(body, rest.encode());
    }

    /** Signs anew only when the addresses have changed. Numbers by the clock rise across restarts too. */
    private synchronized ByteString signedRecord(boolean local, List<Multiaddr> addresses) {
        Signed last = records.get(local);
        if (last == null || !addresses.equals(last.addresses)) {
            sequence = Math.max(sequence + 1, System.currentTimeMillis());
            last = new Signed(
                    addresses,
                    ByteString.copyFrom(new PeerRecord(host.peerId(), sequence, addresses)
                            .seal(host.privateKey())
                            .encode()));
            records.put(local, last);
        }
        return last.envelope;
    }

    private static List<Multiaddr> withinLimit(List<Multiaddr> addresses) {
        List<Multiaddr> fitting = new ArrayList<>();
        int length = 0;
        for (Multiaddr address : addresses) {
            length += address.encode().length;
            if (length > MAX_ADDRESS_BYTES || fitting.size() == IdentifyMessage.MAX_ADDRESSES) {
                break;
            }
            fitting.add(address);
        }
        return fitting;
    }
}
