package io.replicator.libp2p.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.crypto.KeysFuzz;
import io.replicator.libp2p.identify.IdentifyFuzz;
import io.replicator.libp2p.identify.IdentifyMessageFuzz;
import io.replicator.libp2p.kad.KadFuzz;
import io.replicator.libp2p.kad.KadMessageFuzz;
import io.replicator.libp2p.multiformats.MultiaddrFuzz;
import io.replicator.libp2p.multiformats.PeerIdFuzz;
import io.replicator.libp2p.multiformats.VarintFuzz;
import io.replicator.libp2p.multistream.NegotiationFuzz;
import io.replicator.libp2p.noise.NoiseFuzz;
import io.replicator.libp2p.ping.PingFuzz;
import io.replicator.libp2p.pnet.PrivateNetworkFuzz;
import io.replicator.libp2p.record.PeerRecordFuzz;
import io.replicator.libp2p.tcp.MuxedStreamFuzz;
import io.replicator.libp2p.tcp.UpgradeFuzz;
import io.replicator.libp2p.tls.TlsCertificateFuzz;
import io.replicator.libp2p.tls.TlsHandshakeFuzz;
import io.replicator.libp2p.yamux.YamuxFuzz;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * All that reads a stranger's bytes, with some thousand inputs in each build; with more by hand:
 * {@code -Dfuzz.inputs=1000000000 -Dfuzz.seconds=3600 -Dfuzz.seed=2}. Bytes that break something go to
 * {@code src/test/fuzz/<target>} once it is mended.
 */
class FuzzIT {

    private static final long USUAL_INPUTS = 10_000;
    private static final long INPUTS = Long.getLong("fuzz.inputs", USUAL_INPUTS);
    /** A handshake of TLS takes ten milliseconds, and everything else less than one. */
    private static final long INPUTS_OF_TLS = INPUTS / 10;

    private static final Duration TIME = Duration.ofSeconds(Long.getLong("fuzz.seconds", 600));
    /** Coverage leads to the planted bug within a million inputs; chance alone would take a million times as many. */
    private static final long PLANTED_INPUTS = 20_000_000;

    private static final long SEED = Long.getLong("fuzz.seed", 1);

    private static final List<Class<?>> TARGETS = List.of(
            TlsHandshakeFuzz.class,
            MultiaddrFuzz.class,
            PeerIdFuzz.class,
            VarintFuzz.class,
            KeysFuzz.class,
            PeerRecordFuzz.class,
            IdentifyMessageFuzz.class,
            IdentifyFuzz.class,
            KadMessageFuzz.class,
            KadFuzz.class,
            PingFuzz.class,
            NegotiationFuzz.class,
            NoiseFuzz.class,
            PrivateNetworkFuzz.class,
            TlsCertificateFuzz.class,
            UpgradeFuzz.class,
            MuxedStreamFuzz.class,
            YamuxFuzz.class);

    private static final ExecutorService PROCESSES =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    private static final Map<Class<?>, Future<Fuzzer.Result>> RUNNING = new LinkedHashMap<>();

    @BeforeAll
    static void start() {
        RUNNING.put(
                PlantedParserFuzz.class,
                PROCESSES.submit(new Fuzzer(PlantedParserFuzz.class, PLANTED_INPUTS, TIME, SEED)::run));
        TARGETS.forEach(target -> {
            long inputs = target.equals(TlsHandshakeFuzz.class) ? INPUTS_OF_TLS : INPUTS;
            RUNNING.put(target, PROCESSES.submit(new Fuzzer(target, inputs, TIME, SEED)::run));
        });
    }

    @AfterAll
    static void stop() {
        PROCESSES.shutdownNow();
    }

    private static Fuzzer.Result resultOf(Class<?> target) throws Exception {
        return Objects.requireNonNull(RUNNING.get(target)).get();
    }

    @TestFactory
    Stream<DynamicTest> standsWhateverComes() {
        return TARGETS.stream()
                .map(target -> DynamicTest.dynamicTest(target.getSimpleName(), () -> {
                    Fuzzer.Result result = resultOf(target);
                    System.out.printf(
                            "%s: %,d inputs, %,d branches%n",
                            target.getSimpleName(), result.inputs(), result.coverage());
                    assertEquals("", result.finding());
                    // By hand, time may well end it before the inputs do.
                    long least = Math.min(INPUTS, USUAL_INPUTS) / 100;
                    assertTrue(result.inputs() > least, () -> "hardly anything was tried: " + result);
                }));
    }

    @Test
    void runsAllThereAre() throws Exception {
        Path classes = Path.of(
                FuzzIT.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            Set<String> found = files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith("Fuzz.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace(File.separatorChar, '.'))
                    .collect(Collectors.toSet());
            assertEquals(RUNNING.keySet().stream().map(Class::getName).collect(Collectors.toSet()), found);
        }
    }

    @Test
    void findsAPlantedBug() throws Exception {
        String finding = resultOf(PlantedParserFuzz.class).finding();
        assertTrue(finding.startsWith("java.lang.NegativeArraySizeException"), finding);
    }
}
