package io.replicator.libp2p.interop;

import io.replicator.libp2p.multiformats.Multiaddr;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/**
 * A way to a peer for one connection, on loopback. While the connection is made, what goes to the peer comes in clumps:
 * all that is sent within a while of its first byte is one piece, as a busy machine or a bad network makes it.
 */
final class ClumpingRelay implements AutoCloseable {

    private static final int CLUMPS = 8;
    private static final int MAX_CLUMP_BYTES = 1 << 20;
    private static final long CLUMP_MILLIS = 100;

    private final ServerSocket server;
    private final int peerPort;

    ClumpingRelay(Multiaddr peer) throws IOException {
        this.peerPort = peer.port().orElseThrow();
        this.server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::relay);
    }

    Multiaddr address() {
        return Multiaddr.tcp((InetSocketAddress) server.getLocalSocketAddress());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void relay() {
        try (Socket near = server.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), peerPort)) {
            Thread back = Thread.startVirtualThread(() -> copyBack(far, near));
            InputStream in = near.getInputStream();
            OutputStream out = far.getOutputStream();
            byte[] clump = new byte[MAX_CLUMP_BYTES];
            for (int i = 0; i < CLUMPS; i++) {
                int first = in.read();
                if (first < 0) {
                    return;
                }
                clump[0] = (byte) first;
                TimeUnit.MILLISECONDS.sleep(CLUMP_MILLIS);
                out.write(clump, 0, 1 + in.read(clump, 1, Math.min(in.available(), clump.length - 1)));
            }
            in.transferTo(out);
            far.shutdownOutput();
            back.join();
        } catch (IOException | InterruptedException _) {
            // One end is gone, and so is the other.
        }
    }

    private static void copyBack(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) {
            // As above.
        }
    }
}
