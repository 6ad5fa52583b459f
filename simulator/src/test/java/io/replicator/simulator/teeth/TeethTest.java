package io.replicator.simulator.teeth;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    @BeforeAll
    static void hunt() throws InterruptedException, ExecutionException, IOException {
        Queue<PlantedBug> left = new ConcurrentLinkedQueue<>(PlantedBugs.all());
        int jobs = Runtime.getRuntime().availableProcessors();
        try (ExecutorService hunters = Executors.newFixedThreadPool(jobs)) {
            List<Future<TeethTable>> parts = new ArrayList<>();
            for (int job = 0; job < jobs; job++) {
                parts.add(hunters.submit(() -> hunt(left)));
            }
            for (Future<TeethTable> part : parts) {
                TABLE.add(part.get());
            }
        }
        String table = TABLE.toText();
        System.out.println(table);
        Files.writeString(Path.of("target", "teeth.txt"), table);
    }

    private static TeethTable hunt(Queue<PlantedBug> left) throws ReflectiveOperationException {
        TeethTable table = new TeethTable(FIRST_SEED);
        try (MemoryCompiler compiler = new MemoryCompiler()) {
            for (PlantedBug bug = left.poll(); bug != null; bug = left.poll()) {
                table.hunt(bug, compiler);
            }
        }
        return table;
    }

    @Test
    void plantsEnough() {
        assertTrue(PlantedBugs.all().size() >= 25);
    }

    /** The hunters find nothing where nothing is planted, in as many seeds as most bugs of each are given. */
    @TestFactory
    Stream<DynamicTest> findsNothingInACopyWithoutABug() {
        Map<String, Hunter> hunters = new TreeMap<>();
        PlantedBugs.all().forEach(bug -> hunters.put(bug.hunter().name(), bug.hunter()));
        return hunters.values().stream()
                .map(hunter -> DynamicTest.dynamicTest(hunter.name(), () -> {
                    try (MemoryCompiler compiler = new MemoryCompiler()) {
                        ClassLoader copy =
                                Mutant.plant(PlantedBug.none(), compiler).load();
                        assertNull(hunter.hunt(copy, FIRST_SEED, PlantedBug.USUAL_SEEDS));
                    }
                }));
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
