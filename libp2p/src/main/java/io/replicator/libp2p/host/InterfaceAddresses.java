package io.replicator.libp2p.host;

import io.replicator.libp2p.multiformats.Multiaddr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/** Replaces wildcard hosts, 0.0.0.0 and ::, by the addresses of this machine's network interfaces. */
final class InterfaceAddresses {

    private InterfaceAddresses() {}

    /** The addresses under which others may reach this one; the loopback addresses come last. */
    static List<Multiaddr> expand(Multiaddr address) {
        if (!address.isWildcard() || address.port().isEmpty()) {
            return List.of(address);
        }
        int family = address.ip().orElseThrow().getAddress().length;
        int port = address.port().getAsInt();
        List<InetAddress> own = ownAddresses().stream()
                .filter(ip -> ip.getAddress().length == family && !ip.isLinkLocalAddress())
                .toList();
        return Stream.concat(
                        own.stream().filter(ip -> !ip.isLoopbackAddress()),
                        own.stream().filter(InetAddress::isLoopbackAddress))
                .map(ip -> Multiaddr.tcp(new InetSocketAddress(ip, port)))
                .toList();
    }

    private static List<InetAddress> ownAddresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(InterfaceAddresses::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            return List.of(InetAddress.getLoopbackAddress());
        }
    }

    private static boolean isUp(NetworkInterface networkInterface) {
        try {
            return networkInterface.isUp();
        } catch (SocketException e) {
            return false;
        }
    }
}
