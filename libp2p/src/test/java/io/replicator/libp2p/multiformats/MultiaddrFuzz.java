package io.replicator.libp2p.multiformats;

import io.replicator.libp2p.fuzz.Broken;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Addresses as bytes and as text: what is read is written as it was meant, and what cannot be is refused as promised. */
public final class MultiaddrFuzz {

    private static final List<String> ADDRESSES = List.of(
            "/ip4/127.0.0.1/tcp/4001/p2p/12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN",
            "/ip6/2001:db8::1/tcp/0",
            "/ip6zone/eth0/ip6/fe80::1/udp/53/quic-v1",
            "/dns4/example.com/tcp/443/tls/ws",
            "/unix/run/replicator.sock");

    private MultiaddrFuzz() {}

    public static List<byte[]> seeds() {
        Stream<byte[]> texts = ADDRESSES.stream().map(text -> text.getBytes(StandardCharsets.UTF_8));
        Stream<byte[]> encoded = ADDRESSES.stream()
                .filter(text -> !text.startsWith("/unix") && !text.contains("zone"))
                .map(text -> Multiaddr.parse(text).encode());
        return Stream.concat(texts, encoded).toList();
    }

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            Multiaddr read = Multiaddr.decode(data);
            Broken.unless(Multiaddr.decode(read.encode()).equals(read), "bytes come back as they were written");
            Broken.unless(Multiaddr.parse(read.toString()).equals(read), "what was read as bytes can be said as text");
            look(read);
        } catch (IllegalArgumentException _) {
            // Malformed, and said so.
        }
        try {
            Multiaddr read = Multiaddr.parse(new String(data, StandardCharsets.UTF_8));
            Broken.unless(Multiaddr.decode(read.encode()).equals(read), "what was read as text can be said as bytes");
            Broken.unless(Multiaddr.parse(read.toString()).equals(read), "text comes back as it was written");
            look(read);
        } catch (IllegalArgumentException _) {
            // Malformed, and said so.
        }
    }

    private static void look(Multiaddr address) {
        Broken.unless(address.encode().length <= Multiaddr.MAX_BYTES, "an address keeps within its limit");
        Set<MultiaddrProtocol> protocols =
                address.components().stream().map(Multiaddr.Component::protocol).collect(Collectors.toSet());
        Broken.unless(protocols.stream().allMatch(address::has), "an address has the protocols of its components");
        boolean hasIp = address.ip().isPresent();
        Broken.unless(hasIp || !address.isLoopback(), "only an IP address can be a loopback address");
        boolean saysHow = address.components().size() > 1;
        Broken.unless(
                address.peerId().isEmpty() || address.leadsTo(address.peerId().get()) == saysHow,
                "an address leads to its peer if it says how");
        Broken.unless(!address.isPlainTcp() || address.port().isPresent(), "a TCP address has a port");
    }
}
