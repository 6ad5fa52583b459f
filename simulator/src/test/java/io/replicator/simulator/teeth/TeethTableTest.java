package io.replicator.simulator.teeth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.invariant.Property;
import io.replicator.simulator.teeth.Hunter.Catch;
import org.junit.jupiter.api.Test;

class TeethTableTest {

    private static TeethTable.Row hunt(Hunter.Search search, PlantedBug bug) throws ReflectiveOperationException {
        try (MemoryCompiler compiler = new MemoryCompiler()) {
            return new TeethTable(100).hunt(bug.by(new Hunter("fake", search)), compiler);
        }
    }

    @Test
    void countsTheSeedsUpToTheOneThatFailed() throws ReflectiveOperationException {
        PlantedBug bug = PlantedBug.of("sample", "").seen(Property.LINEARIZABLE);
        TeethTable.Row row = hunt((_, first, _) -> new Catch(first + 4, "linearizable", "seen"), bug);
        assertEquals(5, row.seeds());
        assertTrue(row.asExpected());
    }

    @Test
    void tellsThatAnUnexpectedPropertyWasBroken() throws ReflectiveOperationException {
        PlantedBug bug = PlantedBug.of("sample", "").seen(Property.LINEARIZABLE);
        assertFalse(hunt((_, first, _) -> new Catch(first, "available", "seen"), bug)
                .asExpected());
    }

    @Test
    void tellsThatABugWasNotFoundInItsSeeds() throws ReflectiveOperationException {
        TeethTable.Row row = hunt((_, _, _) -> null, PlantedBug.of("sample", "").within(7));
        assertEquals(7, row.seeds());
        assertFalse(row.asExpected());
    }

    @Test
    void printsALineForEachBugWithTheHardestLast() throws ReflectiveOperationException {
        TeethTable table = new TeethTable(1);
        Hunter last = new Hunter("last", (_, first, seeds) -> new Catch(first + seeds - 1, "linearizable", "seen"));
        Hunter nothing = new Hunter("nothing", (_, _, _) -> null);
        try (MemoryCompiler compiler = new MemoryCompiler()) {
            table.hunt(PlantedBug.of("not found", "").by(nothing).within(9), compiler);
            table.hunt(PlantedBug.of("found", "").by(last).within(3), compiler);
        }
        assertEquals("""
                planted bug  hunted by   seeds  within  caught by
                found        last            3       3  linearizable
                not found    nothing         -       9  NOT FOUND
                """, table.toText());
    }

    @Test
    void readsWhatTheSwarmSays() {
        assertEquals(new Catch(17, "linearizable", "a|b"), Catch.parse("17|linearizable|a|b"));
        assertThrows(IllegalArgumentException.class, () -> Catch.parse("17"));
    }
}
