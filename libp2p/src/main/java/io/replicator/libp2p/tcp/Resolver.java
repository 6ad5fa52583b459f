package io.replicator.libp2p.tcp;

import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.MultiaddrProtocol;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Finds the sockets that an address stands for: one for an IP address, perhaps several for a host name. */
final class Resolver {

    /** Addresses of one name that are tried. */
    static final int MAX_ADDRESSES = 8;

    private Resolver() {}

    /** Names are looked up by the JDK, which blocks, on a virtual thread. */
    static CompletableFuture<List<InetSocketAddress>> resolve(Multiaddr address) {
        int port = address.port().orElseThrow();
        if (address.ip().isPresent()) {
            return CompletableFuture.completedFuture(
                    List.of(new InetSocketAddress(address.ip().get(), port)));
        }
        CompletableFuture<List<InetSocketAddress>> result = new CompletableFuture<>();
        Thread.ofVirtual().name("libp2p-resolver").start(() -> {
            try {
                result.complete(lookUp(address, port));
            } catch (IOException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static List<InetSocketAddress> lookUp(Multiaddr address, int port) throws IOException {
        String name = address.host().orElseThrow();
        List<InetSocketAddress> sockets = Arrays.stream(addressesOf(name))
                .filter(ip -> !address.has(MultiaddrProtocol.DNS4) || ip instanceof Inet4Address)
                .filter(ip -> !address.has(MultiaddrProtocol.DNS6) || ip instanceof Inet6Address)
                .limit(MAX_ADDRESSES)
                .map(ip -> new InetSocketAddress(ip, port))
                .toList();
        if (sockets.isEmpty()) {
            throw new IOException("the name " + name + " has no address of the right kind");
        }
        return sockets;
    }

    private static InetAddress[] addressesOf(String name) throws IOException {
        try {
            return InetAddress.getAllByName(name);
        } catch (UnknownHostException e) {
            throw new IOException("the name " + name + " is unknown", e);
        }
    }
}
