package io.replicator.libp2p.multiformats;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A self-describing network address such as {@code /ip4/127.0.0.1/tcp/4001/p2p/12D3KooW…} (libp2p specs, {@code
 * addressing/README.md}). Immutable; equal if the binary forms are equal.
 */
public final class Multiaddr {

    /** Longest binary form accepted, in bytes. */
    public static final int MAX_BYTES = 1024;

    /** Longest text accepted, in characters. */
    public static final int MAX_TEXT_LENGTH = 4 * MAX_BYTES;

    /** One part of an address; the value is empty where the protocol has none. */
    public record Component(MultiaddrProtocol protocol, String value) {}

    private final List<Component> components;
    private final byte[] bytes;

    private Multiaddr(List<Component> components) {
        if (components.isEmpty()) {
            throw new IllegalArgumentException("a multiaddr has at least one component, as in /ip4/127.0.0.1/tcp/4001");
        }
        this.components = List.copyOf(components);
        this.bytes = encode(components);
    }

    /** Parses the text form. */
    public static Multiaddr parse(String text) {
        try {
            return new Multiaddr(parseComponents(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a multiaddr: \"" + abbreviate(text) + "\": " + e.getMessage(), e);
        }
    }

    /** Decodes the binary form; a protocol that is not known makes the whole address unreadable. */
    public static Multiaddr decode(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "multiaddr of " + bytes.length + " bytes is over the limit of " + MAX_BYTES);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<Component> components = new ArrayList<>();
        while (in.hasRemaining()) {
            components.add(decodeComponent(in));
        }
        return new Multiaddr(components);
    }

    /**
     * Decodes one address of a list that came from a peer, and adds it. An address that cannot be read is left out, as
     * peers may know protocols that we do not; so is one beyond the limit.
     */
    public static void decodeInto(Collection<Multiaddr> addresses, byte[] bytes, int maxAddresses) {
        if (addresses.size() >= maxAddresses) {
            return;
        }
        try {
            addresses.add(decode(bytes));
        } catch (IllegalArgumentException unreadable) {
            // The addresses around it are still good.
        }
    }

    /** The address of a TCP socket, whose IP address must be resolved. */
    public static Multiaddr tcp(InetSocketAddress socket) {
        InetAddress ip = socket.getAddress();
        if (ip == null) {
            throw new IllegalArgumentException("unresolved address " + socket);
        }
        byte[] address = ip.getAddress();
        Component host = address.length == MultiaddrValue.IP4.size()
                ? new Component(MultiaddrProtocol.IP4, MultiaddrValue.IP4.format(address))
                : new Component(MultiaddrProtocol.IP6, MultiaddrValue.IP6.format(address));
        return new Multiaddr(List.of(host, new Component(MultiaddrProtocol.TCP, Integer.toString(socket.getPort()))));
    }

    /** The protocols with their values, from the outermost on; unmodifiable. */
    public List<Component> components() {
        return components;
    }

    /** The binary form. */
    public byte[] encode() {
        return bytes.clone();
    }

    /** The IP address or DNS name at the start, if this address starts with one. */
    public Optional<String> host() {
        Component component = hostComponent();
        return component == null ? Optional.empty() : Optional.of(component.value());
    }

    /** The IP address at the start, if this address starts with one; a zone in front of it is ignored. */
    public Optional<InetAddress> ip() {
        Component component = hostComponent();
        if (component == null
                || (component.protocol() != MultiaddrProtocol.IP4 && component.protocol() != MultiaddrProtocol.IP6)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    InetAddress.getByAddress(component.protocol().value().parse(component.value())));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the length of an address was checked before", e);
        }
    }

    /** The first TCP or UDP port, if there is one. */
    public OptionalInt port() {
        return components.stream()
                .filter(component -> component.protocol().value() == MultiaddrValue.PORT)
                .mapToInt(component -> Integer.parseInt(component.value()))
                .findFirst();
    }

    /** Whether this is a host, a TCP port, and nothing else but perhaps a zone and the id of the peer. */
    public boolean isPlainTcp() {
        int zone = components.getFirst().protocol() == MultiaddrProtocol.IP6ZONE ? 1 : 0;
        int peer = components.getLast().protocol() == MultiaddrProtocol.P2P ? 1 : 0;
        return hostComponent() != null
                && components.size() == zone + 2 + peer
                && components.get(zone + 1).protocol() == MultiaddrProtocol.TCP;
    }

    /** Whether the IP address is the local machine, as 127.0.0.1 and ::1 are. */
    public boolean isLoopback() {
        return ip().map(InetAddress::isLoopbackAddress).orElse(false);
    }

    /** Whether the IP address stands for all of the machine's own, as 0.0.0.0 and :: do. */
    public boolean isWildcard() {
        return ip().map(InetAddress::isAnyLocalAddress).orElse(false);
    }

    /** Whether a component of this protocol is anywhere in the address. */
    public boolean has(MultiaddrProtocol protocol) {
        return components.stream().anyMatch(component -> component.protocol() == protocol);
    }

    /** The peer at the end of this address. A relay's id before {@code p2p-circuit} is not the peer's. */
    public Optional<PeerId> peerId() {
        Component last = components.getLast();
        return last.protocol() == MultiaddrProtocol.P2P ? Optional.of(PeerId.parse(last.value())) : Optional.empty();
    }

    /** Whether this is a way to the peer: it is more than an id, and does not end in the id of another peer. */
    public boolean leadsTo(PeerId peer) {
        return components.size() > 1 && peerId().map(peer::equals).orElse(true);
    }

    /**
     * The same address without the peer at its end.
     *
     * @throws IllegalStateException if nothing else would be left
     */
    public Multiaddr withoutPeer() {
        if (peerId().isEmpty()) {
            return this;
        }
        if (components.size() == 1) {
            throw new IllegalStateException(this + " names a peer and no way to reach it");
        }
        return new Multiaddr(components.subList(0, components.size() - 1));
    }

    /** The same address with this peer at its end, in place of another one there. */
    public Multiaddr withPeer(PeerId peer) {
        List<Component> parts = new ArrayList<>(components);
        if (peerId().isPresent()) {
            parts.removeLast();
        }
        parts.add(new Component(MultiaddrProtocol.P2P, peer.toString()));
        return new Multiaddr(parts);
    }

    /** The other address behind this one. */
    public Multiaddr encapsulate(Multiaddr inner) {
        List<Component> parts = new ArrayList<>(components);
        parts.addAll(inner.components);
        return new Multiaddr(parts);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Multiaddr that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Component component : components) {
            text.append('/').append(component.protocol().label());
            if (component.protocol().hasValue()) {
                text.append('/').append(component.value());
            }
        }
        return text.toString();
    }

    private @Nullable Component hostComponent() {
        boolean zoned = components.getFirst().protocol() == MultiaddrProtocol.IP6ZONE && components.size() > 1;
        Component component = components.get(zoned ? 1 : 0);
        return switch (component.protocol()) {
            case IP4, IP6, DNS, DNS4, DNS6, DNSADDR -> component;
            default -> null;
        };
    }

    private static List<Component> parseComponents(String text) {
        if (text.length() > MAX_TEXT_LENGTH) {
            throw new IllegalArgumentException("it is longer than " + MAX_TEXT_LENGTH + " characters");
        }
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("it must start with '/', as in /ip4/127.0.0.1/tcp/4001");
        }
        String trimmed = text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        Iterator<String> parts = List.of(trimmed.substring(1).split("/", -1)).iterator();
        List<Component> components = new ArrayList<>();
        while (parts.hasNext()) {
            String label = parts.next();
            MultiaddrProtocol protocol = MultiaddrProtocol.byLabel(label);
            if (protocol == null) {
                throw new IllegalArgumentException(
                        "unknown protocol \"" + label + "\"; known are " + MultiaddrProtocol.labels());
            }
            if (!protocol.hasValue()) {
                components.add(new Component(protocol, ""));
                continue;
            }
            String value = parts.hasNext() ? parts.next() : "";
            if (value.isEmpty()) {
                throw new IllegalArgumentException("/" + label + " needs a value behind it");
            }
            components.add(component(protocol, protocol.value().parse(value)));
        }
        return components;
    }

    private static Component decodeComponent(ByteBuffer in) {
        long code = Varint.read(in);
        MultiaddrProtocol protocol = MultiaddrProtocol.byCode(code);
        if (protocol == null) {
            throw new IllegalArgumentException("unknown multiaddr protocol code " + code);
        }
        long size = protocol.value().size() == MultiaddrValue.VARIABLE
                ? Varint.read(in)
                : protocol.value().size();
        if (size > in.remaining()) {
            throw new IllegalArgumentException("multiaddr ends inside the value of /" + protocol.label());
        }
        byte[] value = new byte[(int) size];
        in.get(value);
        return component(protocol, value);
    }

    /** All components go through bytes, so that each value has one canonical text, whichever form it came in. */
    private static Component component(MultiaddrProtocol protocol, byte[] value) {
        return new Component(protocol, protocol.value().format(value));
    }

    private static byte[] encode(List<Component> components) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Component component : components) {
            MultiaddrProtocol protocol = component.protocol();
            Varint.write(out, protocol.code());
            if (protocol.hasValue()) {
                byte[] value = protocol.value().parse(component.value());
                if (protocol.value().size() == MultiaddrValue.VARIABLE) {
                    Varint.write(out, value.length);
                }
                out.writeBytes(value);
            }
        }
        if (out.size() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "multiaddr of " + out.size() + " bytes is over the limit of " + MAX_BYTES);
        }
        return out.toByteArray();
    }

    private static String abbreviate(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
