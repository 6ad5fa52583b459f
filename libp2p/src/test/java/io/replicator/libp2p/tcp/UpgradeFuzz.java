package io.replicator.libp2p.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.replicator.libp2p.fuzz.Broken;
import io.replicator.libp2p.fuzz.FuzzChannel;
import io.replicator.libp2p.fuzz.Repeatable;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.HostCounters;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.noise.NoiseIdentity;
import io.replicator.libp2p.pnet.PreSharedKey;
import io.replicator.libp2p.tls.TlsIdentity;
import io.replicator.libp2p.yamux.StreamMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The whole way from a socket to a connection, fed with a stranger's bytes: he gets none, learns nothing without the key of a
 * private network, and ends with a closed socket, at the latest when his time is over.
 */
public final class UpgradeFuzz {

    private static final List<String> MUXERS = List.of("/yamux/1.0.0");
    private static final NoiseIdentity NOISE = new NoiseIdentity(Repeatable.identity(1), MUXERS);
    private static final TlsIdentity TLS = new TlsIdentity(Repeatable.identity(1), MUXERS);
    private static final PreSharedKey KEY = PreSharedKey.generate(Repeatable.random(2));
    private static final PeerId SOMEBODY = Repeatable.identity(3).peerId();
    private static final Multiaddr REMOTE = Multiaddr.parse("/ip4/10.0.0.2/tcp/4001");
    private static final TcpConfig CONFIG = TcpConfig.DEFAULT.withSecurity(Security.NOISE, Security.TLS);
    private static final int NONCE_BYTES = 24;

    /** No message before a connection is longer: one of TLS, as it comes and as it is read. */
    private static final long MAX_HELD = 128 * 1024;

    /** In the first byte of an input: this side has dialled. */
    private static final int DIALLED = 1;

    /** In the first byte of an input: this host is in a private network. */
    private static final int PRIVATE = 2;

    /** In the first byte of an input: the remote closes the socket in the end. */
    private static final int CLOSES = 4;

    private UpgradeFuzz() {}

    public static List<byte[]> seeds() {
        return List.of(
                seed(0, "\u0013/multistream/1.0.0\n\u0007/noise\n\0  0123456789abcdef0123456789abcdef\0\u0003abc"),
                seed(CLOSES, "\u0013/multistream/1.0.0\n\u000b/tls/1.0.0\n\u0016\u0003\u0001\0\u0002\u0001\0\0"),
                seed(0, "\u0013/multistream/1.0.0\n\u0008/plain\n\u0007/noise\n"),
                seed(DIALLED, "\u0013/multistream/1.0.0\n\u0007/noise\n\0`"),
                seed(
                        DIALLED | CLOSES,
                        "\u0013/multistream/1.0.0\n\u0003na\n\u000b/tls/1.0.0\n\u0016\u0003\u0003\0\u0001\0"),
                seed(PRIVATE, "GET / HTTP/1.1\r\n\r\n                                        "),
                seed(PRIVATE | DIALLED | CLOSES, "\u0013/multistream/1.0.0\n\u0007/noise\n"));
    }

    private static byte[] seed(int flags, String text) {
        return ("" + (char) flags + (char) 60 + text).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Reads who dialled and in what network, how long the pieces are in which bytes come, and the bytes. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < 2) {
            return;
        }
        ByteBuf in = Unpooled.wrappedBuffer(data);
        int flags = in.readUnsignedByte();
        int piece = 1 + in.readUnsignedByte();
        boolean dialled = (flags & DIALLED) != 0;
        PreSharedKey key = (flags & PRIVATE) == 0 ? null : KEY;
        HostCounters counters = new HostCounters();
        Environment environment = environment(counters, key);
        Upgrade upgrade =
                dialled ? Upgrade.dialled(environment, SOMEBODY, REMOTE) : Upgrade.accepted(environment, REMOTE);
        FuzzChannel channel = new FuzzChannel();
        channel.attempt(() -> upgrade.install(channel));
        byte[] bytes = ByteBufUtil.getBytes(in);
        channel.receive(bytes, piece);
        byte[] sent = channel.sent();
        boolean ended = !channel.isOpen();
        CompletableFuture<Connection> result = upgrade.result();
        Broken.unless(ended == result.isDone(), "what fails is closed, and what is closed has failed");
        channel.attempt(() -> {
            if ((flags & CLOSES) != 0) {
                var _ = channel.close();
            }
            channel.advanceTimeBy(CONFIG.timeouts().handshake().toMillis() + 1, TimeUnit.MILLISECONDS);
            channel.runPendingTasks();
        });
        Broken.unless(!channel.isOpen(), "a stranger's time is limited");
        Broken.unless(
                result.isCompletedExceptionally() && result.exceptionNow() instanceof IOException,
                "nobody gets a connection by chance, and whoever waits hears why");
        Broken.unless(channel.failures().isEmpty(), "all failures end in the result: " + channel.failures());
        Broken.unless(counters.failedHandshakes.sum() == 1, "a failure counts once");
        Broken.unless(counters.bytesRead.sum() <= bytes.length, "bytes count once");
        Broken.unless(channel.delivered().length == 0, "nothing comes out behind the last handler");
        Broken.unless(channel.mostMemory() <= MAX_HELD, channel.mostMemory() + " bytes are held");
        // Without the key, twenty bytes would have to come out as the header of multistream-select by chance.
        Broken.unless(
                key == null || dialled || sent.length == NONCE_BYTES, "who has no key gets a nonce and nothing else");
        channel.end();
    }

    private static Environment environment(HostCounters counters, @Nullable PreSharedKey key) {
        return new Environment(
                new FuzzHost(Map.of(), counters),
                CONFIG,
                NOISE,
                () -> TLS,
                new StreamMemory(1 << 20, counters.heldBytes, counters.overloadedStreams),
                key);
    }
}
