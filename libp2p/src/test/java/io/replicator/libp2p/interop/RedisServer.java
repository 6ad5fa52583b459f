package io.replicator.libp2p.interop;

import io.replicator.libp2p.unified.RedisClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A Redis of one's own on a free port of loopback, which keeps nothing. Closing it ends the process. */
final class RedisServer implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

    private final Process process;
    private final int port;

    private RedisServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Skips the calling test, loudly, where there is none; fails it if it is required. */
    static void assume() {
        Tool.REDIS.assume("The tests of the transport test program", "this stack can join the interop matrix");
    }

    /** Starts one in an empty folder and waits until it answers. */
    static RedisServer start(Path folder) throws IOException {
        int port = freePort();
        Path log = folder.resolve("redis.log");
        Process process = new ProcessBuilder(
                        Tool.REDIS.command(),
                        "--bind",
                        HOST,
                        "--port",
                        Integer.toString(port),
                        "--dir",
                        folder.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "no")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        RedisServer server = new RedisServer(process, port);
        try {
            Awaitility.await("Redis, see " + log)
                    .atMost(START_TIMEOUT)
                    .ignoreExceptions()
                    .until(() -> {
                        server.connect().close();
                        return true;
                    });
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** HOST:PORT. */
    String address() {
        return HOST + ":" + port;
    }

    RedisClient connect() throws IOException {
        return RedisClient.connect(HOST, port);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
            return socket.getLocalPort();
        }
    }
}
