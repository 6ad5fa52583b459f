package io.replicator.node.transport;

import io.replicator.engine.driver.Driver;
import io.replicator.engine.driver.Settings;
import io.replicator.engine.membership.Founding;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.port.Probe;
import io.replicator.engine.port.RandomSource;
import io.replicator.libp2p.Libp2p;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.tcp.TcpConfig;
import io.replicator.node.replica.EngineThread;
import io.replicator.node.storage.DataFolder;
import io.replicator.node.storage.JournalListener;
import io.replicator.node.storage.RocksJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node without HTTP and without discovery: everything between its disk and its libp2p streams is real. */
public final class Party implements AutoCloseable {

    public static final ClusterId CLUSTER = new ClusterId("A");
    static final String PROTOCOL_PREFIX = "/test/replicator";

    private static final long SETTLE_MICROS = 500_000;
    private static final long SEED = 7;
    private static final int PLENTY = 1_000_000;

    public final EngineThread engine;
    /** What the engine's thread died of. */
    public final AtomicReference<@Nullable Throwable> fatal = new AtomicReference<>();

    public final Host host;
    final Driver driver;
    public final SessionTransport transport;
    final RocksJournal journal;
    private final DataFolder folder;
    private final Link link = new Link();

    private Party(Path path, boolean founder, TcpConfig.StreamLimits streams) throws Exception {
        folder = DataFolder.open(
                path,
                CLUSTER,
                () -> PrivateKey.generateEd25519(new SecureRandom()).encode());
        journal = RocksJournal.open(folder, link);
        host = Libp2p.builder(PrivateKey.decode(folder.identity()))
                .listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))
                .tcpConfig(TcpConfig.DEFAULT.withStreams(streams))
                .start();
        transport = new SessionTransport(host, PROTOCOL_PREFIX, streams.bytes());
        driver = new Driver(
                new PeerId(host.peerId().toString()),
                CLUSTER,
                new Settings(new Founding.Plan(founder, new TreeMap<>(), SETTLE_MICROS)),
                journal,
                transport,
                random(),
                Probe.NONE,
                EngineThread.nowMicros());
        engine = new EngineThread(driver, broken -> fatal.compareAndSet(null, broken));
        link.party = this;
    }

    /** One that serves. */
    public static Party start(Path path, boolean founder) throws Exception {
        return start(path, founder, TcpConfig.StreamLimits.DEFAULT.bytes());
    }

    /** One that serves, and whose streams may hold so many bytes together. */
    static Party start(Path path, boolean founder, long streamBytes) throws Exception {
        TcpConfig.StreamLimits usual = TcpConfig.StreamLimits.DEFAULT;
        Party party = new Party(
                path, founder, new TcpConfig.StreamLimits(usual.negotiating(), usual.perProtocol(), streamBytes));
        party.transport.start(party.driver, party.engine, party.journal::isBehind, () -> {});
        party.engine.start();
        return party;
    }

    void connect(Party other) throws Exception {
        host.connect(other.host.peerId(), other.host.listenAddresses()).get(10, TimeUnit.SECONDS);
        transport.open(other.host.peerId()).get(10, TimeUnit.SECONDS);
    }

    /** From now on the journal's writer stops after each round, as if it hung in the disk. */
    void holdWriter() {
        link.mayGoOn.drainPermits();
    }

    void letWriterGo() {
        link.mayGoOn.release(PLENTY);
    }

    /** Asks on the engine's thread. */
    <T> T ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        engine.execute(() -> answer.complete(question.get()));
        return answer.orTimeout(10, TimeUnit.SECONDS).join();
    }

    public boolean hasSession(Party other) {
        return ask(() -> transport.hasSession(other.host.peerId()));
    }

    @Override
    public void close() throws IOException {
        letWriterGo();
        engine.close();
        host.close();
        journal.close();
        folder.close();
    }

    private static RandomSource random() {
        Random random = new Random(SEED);
        return new RandomSource() {
            @Override
            public long nextLong() {
                return random.nextLong();
            }

            @Override
            public long nextLong(long bound) {
                return random.nextLong(bound);
            }
        };
    }

    private static final class Link implements JournalListener {
        private final Semaphore mayGoOn = new Semaphore(PLENTY);
        private volatile @Nullable Party party;

        @Override
        public void journaled(long written, long synced) {
            Party to = party;
            if (to != null) {
                to.engine.execute(() -> {
                    to.driver.journaled(written, synced);
                    to.transport.resume();
                });
            }
            mayGoOn.acquireUninterruptibly();
        }

        @Override
        public void failed(Throwable cause) {
            Party to = party;
            if (to != null) {
                to.fatal.compareAndSet(null, cause);
            }
        }

        @Override
        public void synced(int entries, long nanos) {}
    }
}
