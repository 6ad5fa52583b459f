package io.replicator.simulator.teeth;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The simulator finds every planted bug within the seeds that are stated for it, and prints how: bug, seeds needed, and the
 * property that caught it. The hunts run on all cores before the tests tell of them.
 */
class TeethTest {

    private static final long FIRST_SEED = Long.getLong("firstSeed", 1);
    private static final TeethTable TABLE = new TeethTable(FIRST_SEED);

    /** Rows without a bug. */
    private static final TeethTable INNOCENT = new TeethTable(FIRST_SEED);

    @BeforeAll
    static void hunt() throws InterruptedException, ExecutionException, IOException {
        // What may take long comes first, so that all cores have something to do until the end.
        Queue<PlantedBug> left = new ConcurrentLinkedQueue<>(Stream.concat(PlantedBugs.all().stream(), innocents())
                .sorted(Comparator.comparingInt(PlantedBug::seeds).reversed())
                .toList());
        int jobs = Runtime.getRuntime().availableProcessors();
        try (ExecutorService hunters = Executors.newFixedThreadPool(jobs)) {
            List<Future<?>> parts = new ArrayList<>();
            for (int job = 0; job < jobs; job++) {
                parts.add(hunters.submit(() -> {
                    hunt(left);
                    return null;
                }));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        }
        String table = TABLE.toText();
        System.out.println(table);
        Files.writeString(Path.of("target", "teeth.txt"), table);
    }

    private static void hunt(Queue<PlantedBug> left) throws ReflectiveOperationException {
        try (MemoryCompiler compiler = new MemoryCompiler()) {
            for (PlantedBug bug = left.poll(); bug != null; bug = left.poll()) {
                (bug.isNone() ? INNOCENT : TABLE).hunt(bug, compiler);
            }
        }
    }

    /** No bug, once for each hunter. */
    private static Stream<PlantedBug> innocents() {
        Map<String, Hunter> hunters = new TreeMap<>();
        PlantedBugs.all().forEach(bug -> hunters.put(bug.hunter().name(), bug.hunter()));
        return hunters.values().stream().map(PlantedBug.none()::by);
    }

    @Test
    void plantsEnough() {
        assertTrue(PlantedBugs.all().size() >= 25);
    }

    /** The hunters find nothing where nothing is planted, in as many seeds as most bugs of each are given. */
    @TestFactory
    Stream<DynamicTest> findsNothingInACopyWithoutABug() {
        return INNOCENT.rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.bug().hunter().name(), () -> assertNull(row.caught())));
    }

    @TestFactory
    Stream<DynamicTest> finds() {
        return TABLE.rows().stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.bug().name(),
                        () -> assertNotNull(
                                row.caught(),
                                () -> "not found in " + row.bug().seeds() + " seeds from " + FIRST_SEED + ": "
                                        + row.bug().harm() + ". " + row.bug().shownBy())));
    }
}
