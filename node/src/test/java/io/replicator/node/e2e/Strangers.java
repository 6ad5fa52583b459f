package io.replicator.node.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Programs that connect to the libp2p ports of a network and know no manners. Their sockets are closed in the end. */
final class Strangers implements AutoCloseable {

    private static final int FLOOD = 1_500;
    private static final int GARBAGE = 300;
    private static final int HALF_OPEN = 100;
    private static final int SLOW = 20;
    private static final int GARBAGE_BYTES = 4096;
    private static final Duration BETWEEN_BYTES = Duration.ofMillis(100);
    private static final long SEED = 4711;

    private final List<Integer> ports = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentLinkedQueue<Socket> open = new ConcurrentLinkedQueue<>();
    private final Phaser present = new Phaser(1);
    private final LongAdder connected = new LongAdder();
    private final LongAdder turnedAway = new LongAdder();
    private volatile boolean over;

    Strangers(NodeNetwork network) {
        for (NodeProcess node : network.nodes) {
            ports.add(Integer.parseInt(String.valueOf(node.address()).split("/", -1)[4]));
        }
    }

    void begin() {
        for (int port : ports) {
            run(() -> flood(port));
            run(() -> sendGarbage(port));
            run(() -> connectAndSayNothing(port));
            for (int n = 0; n < SLOW; n++) {
                run(() -> speakSlowly(port));
            }
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private void run(Task task) {
        present.register();
        threads.execute(() -> {
            try {
                task.run();
            } catch (IOException e) {
                turnedAway.increment();
            } finally {
                present.arriveAndDeregister();
            }
        });
    }

    /** Whether every one of them has done its worst. */
    boolean haveAllBeenHere() {
        return present.getRegisteredParties() == 1;
    }

    /** More connections than a node takes, as fast as they can be made, and kept. */
    private void flood(int port) {
        for (int n = 0; n < FLOOD && !over; n++) {
            try {
                connect(port);
            } catch (IOException e) {
                turnedAway.increment();
            }
        }
    }

    private void sendGarbage(int port) {
        Random random = new Random(SEED);
        byte[] garbage = new byte[GARBAGE_BYTES];
        for (int n = 0; n < GARBAGE && !over; n++) {
            random.nextBytes(garbage);
            try {
                OutputStream out = connect(port).getOutputStream();
                out.write(garbage, 0, 1 + random.nextInt(GARBAGE_BYTES));
                out.flush();
            } catch (IOException e) {
                turnedAway.increment();
            }
        }
    }

    private void connectAndSayNothing(int port) throws IOException {
        for (int n = 0; n < HALF_OPEN && !over; n++) {
            connect(port).shutdownOutput();
        }
    }

    /** The beginning of a proper handshake, a byte at a time, and never its end. */
    private void speakSlowly(int port) throws IOException {
        byte[] hello = "\u0013/multistream/1.0.0\n\u0007/noise\n".getBytes(StandardCharsets.UTF_8);
        Socket socket = connect(port);
        socket.setTcpNoDelay(true);
        for (byte part : hello) {
            socket.getOutputStream().write(part);
            socket.getOutputStream().flush();
            LockSupport.parkNanos(BETWEEN_BYTES.toNanos());
        }
    }

    private Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(socket);
        connected.increment();
        return socket;
    }

    @Override
    public void close() throws IOException {
        over = true;
        threads.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Override
    public String toString() {
        return connected + " connections made, " + turnedAway + " times turned away";
    }
}
