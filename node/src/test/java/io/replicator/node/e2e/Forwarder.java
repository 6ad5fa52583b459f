package io.replicator.node.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Carries TCP connections to a port of this machine, until it is cut. */
final class Forwarder implements AutoCloseable {

    private final int target;
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger carried = new AtomicInteger();
    private volatile boolean cut;

    Forwarder(int target) throws IOException {
        this.target = target;
        Thread.startVirtualThread(this::accept);
    }

    String address() {
        return "/ip4/127.0.0.1/tcp/" + server.getLocalPort();
    }

    /** How many connections it has carried so far. */
    int carried() {
        return carried.get();
    }

    /** Ends all connections, and takes no new ones, or takes them again. */
    void setCut(boolean cut) {
        this.cut = cut;
        if (cut) {
            sockets.forEach(Forwarder::close);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                if (cut) {
                    close(near);
                } else {
                    carry(near);
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void carry(Socket near) {
        sockets.add(near);
        try {
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(far);
            carried.incrementAndGet();
            Thread.startVirtualThread(() -> copy(near, far));
            Thread.startVirtualThread(() -> copy(far, near));
        } catch (IOException nobodyListens) {
            close(near);
        }
    }

    private void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // The other direction ends with it.
        }
        close(from);
        close(to);
        sockets.remove(from);
        sockets.remove(to);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no more use anyway.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        setCut(true);
    }
}
