package io.replicator.libp2p.tcp;

import static io.replicator.libp2p.tcp.TestHosts.ECHO;
import static io.replicator.libp2p.tcp.TestHosts.await;
import static io.replicator.libp2p.tcp.TestHosts.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.yamux.YamuxStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A slow reader slows its writer down, instead of filling memory. */
@Timeout(60)
final class BackPressureTest {

    private static final int TOTAL = 64 << 20;

    /** What may be under way: both windows and queues of the echo, the buffers of two sockets, and the blocking view. */
    private static final long MAX_UNDER_WAY = 24 << 20;

    private final TestHosts hosts = new TestHosts();

    @AfterEach
    void closeHosts() {
        hosts.close();
    }

    @Test
    void echoOf64MegabytesToASlowReaderHoldsLittleInMemory() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        Stream stream = open(a, b, ECHO);
        AtomicLong written = new AtomicLong();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(
                () -> write(stream, written), task -> Thread.ofVirtual().start(task));
        // Nobody reads: the writer comes to a stop of its own accord.
        Awaitility.await().during(Duration.ofMillis(300)).until(new Steady(written));
        long stopped = written.get();
        // It goes on below the low watermark only.
        assertTrue(stream.pendingBytes() >= YamuxStream.LOW_WATERMARK, stream.pendingBytes() + " bytes wait");
        assertTrue(stopped < MAX_UNDER_WAY, stopped + " bytes were taken from the writer");
        long read = 0;
        long most = 0;
        InputStream in = stream.input();
        byte[] chunk = new byte[16 * 1024];
        for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
            for (int i = 0; i < length; i++) {
                assertEquals((byte) (read + i), chunk[i]);
            }
            read += length;
            most = Math.max(most, written.get() - read);
        }
        assertEquals(TOTAL, read);
        assertTrue(most < MAX_UNDER_WAY, most + " bytes were under way");
        await(writing);
        await(stream.closed());
    }

    @Test
    void aWriterThatIgnoresBackPressureLosesItsStream() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        b.addHandler("/deaf/1", stream -> stream.setReading(false));
        Stream stream = open(a, b, "/deaf/1");
        for (int i = 0; i < 70; i++) {
            var _ = stream.write(Unpooled.wrappedBuffer(new byte[1 << 20]));
        }
        await(stream.closed());
        assertEquals(1, a.metrics().overloadedStreams());
        Stream good = open(a, b, ECHO);
        good.output().write(7);
        assertEquals(7, good.input().read());
    }

    private static void write(Stream stream, AtomicLong written) {
        byte[] chunk = new byte[32 * 1024];
        for (int i = 0; i < chunk.length; i++) {
            chunk[i] = (byte) i;
        }
        try (OutputStream out = stream.output()) {
            while (written.get() < TOTAL) {
                out.write(chunk);
                written.addAndGet(chunk.length);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** True once a counter is positive and has not moved since the last look. */
    private static final class Steady implements Callable<Boolean> {
        private final AtomicLong counter;
        private long last;

        Steady(AtomicLong counter) {
            this.counter = counter;
        }

        @Override
        public Boolean call() {
            long now = counter.get();
            boolean steady = now > 0 && now == last;
            last = now;
            return steady;
        }
    }
}
