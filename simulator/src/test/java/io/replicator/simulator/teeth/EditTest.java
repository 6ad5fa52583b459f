package io.replicator.simulator.teeth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EditTest {

    private static Edit edit(String before, String after) {
        return new Edit(Source.ENGINE, "quorum/Quorums.java", before, after);
    }

    private static String refusal(String before, String text) {
        return String.valueOf(
                assertThrows(PlantingException.class, () -> edit(before, "").applyTo(text))
                        .getMessage());
    }

    @Test
    void changesTheOnePlace() {
        assertEquals("int e = 2;", edit("e = 1;", "e = 2;").applyTo("int e = 1;"));
    }

    @Test
    void takesTheTextLiterally() {
        assertEquals("a[$1] = \\(b)", edit("a[0] = (b)", "a[$1] = \\(b)").applyTo("a[0] = (b)"));
    }

    @Test
    void ignoresHowLinesAreWrapped() {
        assertEquals(
                "while (a && c) {}", edit("if (a && b) {}", "while (a && c) {}").applyTo("if (a\n        && b) {}"));
    }

    @Test
    void keepsTokensApart() {
        assertTrue(refusal("a b", "ab").contains("nowhere"));
    }

    @Test
    void refusesWhatStandsNowhereAndNamesTheFileAndTheText() {
        String refusal = refusal("e = 1;", "int f = 1;");
        assertTrue(
                refusal.contains("this stands nowhere in io.replicator.engine.quorum.Quorums")
                        && refusal.contains("adapt the planted bug")
                        && refusal.contains("    e = 1;"),
                refusal);
    }

    @Test
    void refusesWhatStandsTwice() {
        assertTrue(refusal("e = 1;", "e = 1; e = 1;").contains("this stands 2 times in"));
    }
}
