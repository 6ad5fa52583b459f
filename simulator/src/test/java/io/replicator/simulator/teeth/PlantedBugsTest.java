package io.replicator.simulator.teeth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every planted bug fits the production code as it is now. */
class PlantedBugsTest {

    @Test
    void eachHasANameAndAReasonOfItsOwn() {
        List<PlantedBug> bugs = PlantedBugs.all();
        assertEquals(bugs.size(), bugs.stream().map(PlantedBug::name).distinct().count());
        assertEquals(bugs.size(), bugs.stream().map(PlantedBug::harm).distinct().count());
        assertEquals(
                bugs.size(), bugs.stream().map(PlantedBug::edits).distinct().count());
        for (PlantedBug bug : bugs) {
            assertFalse(bug.needs().isEmpty(), bug.name());
            assertFalse(bug.seenBy().isEmpty(), bug.name());
        }
    }

    @TestFactory
    Stream<DynamicTest> fitsTheCodeAndCompiles() {
        MemoryCompiler compiler = new MemoryCompiler();
        return PlantedBugs.all().stream()
                .map(bug -> DynamicTest.dynamicTest(
                        bug.name(),
                        () -> assertFalse(Mutant.plant(bug, compiler).classes().isEmpty())))
                .onClose(compiler::close);
    }
}
