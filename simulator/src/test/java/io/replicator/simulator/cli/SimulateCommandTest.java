package io.replicator.simulator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command lines as a person types them, in this process. */
class SimulateCommandTest {

    @TempDir
    Path folder;

    private Typed simulate(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "simulate";
        all[1] = "--report";
        all[2] = folder.resolve("report").toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return Typed.line(all);
    }

    @Test
    void runsSeedsAndWritesAReport() throws IOException {
        Typed typed = simulate("--seeds", "12", "--jobs", "2");
        assertEquals(0, typed.exitCode(), typed.err());
        assertTrue(typed.out().startsWith("12 worlds in "), typed.out());
        assertTrue(typed.out().contains("Every promise was kept."), typed.out());
        assertTrue(Files.readString(folder.resolve("report/report.html")).contains("12 worlds"));
        assertTrue(Files.readString(folder.resolve("report/report.json")).contains("\"one-value-per-key: "));
    }

    @Test
    void runsOneSeedWithTheSameTraceEachTime() throws IOException {
        Path trace = folder.resolve("trace.txt");
        Typed first = simulate("--seed", "3", "--trace", trace.toString());
        assertEquals(0, first.exitCode(), first.err());
        List<String> lines = Files.readAllLines(trace);
        Typed second = simulate("--seed", "3", "--trace", trace.toString());
        assertEquals(lines, Files.readAllLines(trace));
        assertEquals(first.out().lines().findFirst(), second.out().lines().findFirst());
        assertTrue(lines.size() > 100);
    }

    @Test
    void takesAUsersOwnNetwork() throws IOException {
        Path file = Files.writeString(
                folder.resolve("sites.json"),
                "{\"clusters\": [{\"name\": \"fra\", \"voters\": 3}, {\"name\": \"nyc\", \"voters\": 3}],"
                        + " \"latencyMillis\": {\"fra-nyc\": 42}}");
        Typed typed =
                simulate("--seed", "1", "--topology", file.toString(), "--faults", "cut,crash", "--duration", "2s");
        assertEquals(0, typed.exitCode(), typed.err());
        assertTrue(typed.out().startsWith("Seed 1: clusters of 3+3, "), typed.out());
        assertTrue(Files.readString(folder.resolve("report/report.html")).contains("nyc"));
    }

    @Test
    void runsCalmWorldsWithoutFaults() {
        Typed typed = simulate("--seed", "5", "--clusters", "2", "--faults", "none");
        assertEquals(0, typed.exitCode(), typed.err());
        assertTrue(typed.out().contains(" 0 faults, "), typed.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seeds 0|--seeds: at least 1",
                "--seeds many|Invalid value for option '--seeds'",
                "--faults cutt|there is no kind 'cutt'; did you mean 'cut'?",
                "--clusters 3 --nodes 2|at least 3 nodes",
                "--clusters 50 --nodes 50|at most 1000",
                "--topology nowhere.json|there is no file nowhere.json",
                "--topology nowhere.json --clusters 2|leave out --clusters",
                "--trace t.txt|--trace needs --seed",
                "--jobs 0|--jobs: from 1",
                "--duration 0s|must be more than nothing",
            })
    void refusesWhatItCannotDo(String flags, String reason) {
        Typed typed = simulate(flags.split(" "));
        assertEquals(2, typed.exitCode(), typed.err());
        assertTrue(typed.err().contains(reason), typed.err());
        assertEquals("", typed.out());
        assertFalse(Files.exists(folder.resolve("report")));
    }

    @Test
    void helpListsTheCommand() {
        assertTrue(
                Typed.line("--help").out().contains("\n  simulate "),
                Typed.line("--help").out());
        assertTrue(Typed.line("simulate", "--help").out().contains("--topology"));
    }
}
