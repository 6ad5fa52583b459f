package io.replicator.libp2p.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.crypto.KeysFuzz;
import io.replicator.libp2p.identify.IdentifyMessageFuzz;
import io.replicator.libp2p.kad.KadMessageFuzz;
import io.replicator.libp2p.multiformats.MultiaddrFuzz;
import io.replicator.libp2p.multiformats.PeerIdFuzz;
import io.replicator.libp2p.multiformats.VarintFuzz;
import io.replicator.libp2p.multistream.NegotiationFuzz;
import io.replicator.libp2p.noise.NoiseFuzz;
import io.replicator.libp2p.pnet.PrivateNetworkFuzz;
import io.replicator.libp2p.record.PeerRecordFuzz;
import io.replicator.libp2p.tls.TlsCertificateFuzz;
import io.replicator.libp2p.yamux.YamuxFuzz;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Parsers and state machines that a stranger's bytes reach, with some thousand inputs in each build; with more by hand:
 * {@code -Dfuzz.inputs=1000000000 -Dfuzz.seconds=3600 -Dfuzz.seed=2}. Bytes that break something go to
 * {@code src/test/fuzz/<target>} once it is mended.
 */
class FuzzIT {

    private static final long USUAL_INPUTS = 10_000;
    private static final long INPUTS = Long.getLong("fuzz.inputs", USUAL_INPUTS);
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("fuzz.seconds", 600));
    /** Coverage leads to the planted bug within a million inputs; chance alone would take a million times as many. */
    private static final long PLANTED_INPUTS = 20_000_000;

    private static final long SEED = Long.getLong("fuzz.seed", 1);

    private static final List<Class<?>> TARGETS = List.of(
            MultiaddrFuzz.class,
            PeerIdFuzz.class,
            VarintFuzz.class,
            KeysFuzz.class,
            PeerRecordFuzz.class,
            IdentifyMessageFuzz.class,
            KadMessageFuzz.class,
            NegotiationFuzz.class,
            NoiseFuzz.class,
            PrivateNetworkFuzz.class,
            TlsCertificateFuzz.class,
            YamuxFuzz.class);

    private static final ExecutorService PROCESSES =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    private static final Map<Class<?>, Future<Fuzzer.Result>> RUNNING = new LinkedHashMap<>();

    @BeforeAll
    static void start() {
        RUNNING.put(
                PlantedParserFuzz.class,
                PROCESSES.submit(new Fuzzer(PlantedParserFuzz.class, PLANTED_INPUTS, TIME, SEED)::run));
        TARGETS.forEach(target -> RUNNING.put(target, PROCESSES.submit(new Fuzzer(target, INPUTS, TIME, SEED)::run)));
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
    void findsAPlantedBug() throws Exception {
        String finding = resultOf(PlantedParserFuzz.class).finding();
        assertTrue(finding.startsWith("java.lang.NegativeArraySizeException"), finding);
    }
}
