package io.replicator.simulator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.swarm.Plan;
import io.replicator.simulator.swarm.PlantedTrial;
import io.replicator.simulator.swarm.Trial;
import io.replicator.simulator.workload.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command lines as a person types them, in this process. */
class SimulateCommandTest {

    @TempDir
    Path folder;

    private Typed simulate(String... arguments) {
        return Typed.line(withReport(arguments));
    }

    /** With worlds of which some break a promise. */
    private Typed simulate(Trial trial, String... arguments) {
        return Typed.line(
                (shell, interruption) ->
                        new LinkedHashMap<>(Map.of("simulate", new SimulateCommand(shell, interruption, trial))),
                withReport(arguments));
    }

    private String[] withReport(String... arguments) {
        List<String> all = new ArrayList<>(List.of("simulate", "--report", report().toString()));
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }

    private Path report() {
        return folder.resolve("report");
    }

    @Test
    void runsSeedsAndWritesAReport() throws IOException {
        Typed typed = simulate("--seeds", "12", "--jobs", "2");
        assertEquals(0, typed.exitCode(), typed.err());
        assertTrue(typed.out().startsWith("12 worlds in "), typed.out());
        assertTrue(typed.out().contains("Every promise was kept."), typed.out());
        assertTrue(Files.readString(report().resolve("report.html")).contains("12 worlds"));
        assertTrue(Files.readString(report().resolve("report.json")).contains("\"one-value-per-key: "));
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
        assertTrue(Files.readString(report().resolve("report.html")).contains("nyc"));
    }

    @Test
    void runsCalmWorldsWithoutFaults() {
        Typed typed = simulate("--seed", "5", "--clusters", "2", "--faults", "none");
        assertEquals(0, typed.exitCode(), typed.err());
        assertTrue(typed.out().contains(" 0 faults, "), typed.out());
    }

    /** As if a bug needed a crash and two stores. */
    private static boolean isUnlucky(Plan plan) {
        return plan.faults().stream().anyMatch(fault -> fault instanceof Fault.Crash)
                && plan.steps().stream()
                                .filter(step -> step instanceof Step.Store)
                                .count()
                        >= 2;
    }

    @Test
    void tellsABrokenPromiseAsASmallCase() throws IOException {
        Trial trial = new PlantedTrial(SimulateCommandTest::isUnlucky);
        Typed typed = simulate(trial, "--clusters", "1", "--duration=900ms", "--faults", "crash,cut", "--seeds", "50");
        assertEquals(1, typed.exitCode(), typed.err());
        List<String> out = typed.out().lines().toList();
        long seed = LongStream.iterate(1, next -> next + 1)
                .filter(next -> typed.out().contains("BROKEN by seed " + next + ": "))
                .findFirst()
                .orElseThrow();
        assertTrue(
                out.contains("To see it again: replicator simulate --seed " + seed
                        + " --clusters 1 --duration 900ms --faults crash,cut"),
                typed.out());
        assertTrue(typed.out().contains(" -> 1" + System.lineSeparator()), typed.out());
        assertTrue(out.contains("The small case: one-value-per-key: two proposals have it"), typed.out());
        assertTrue(out.stream().anyMatch(line -> line.startsWith("   1 ")), typed.out());
        assertFalse(typed.out().contains("Every promise was kept"), typed.out());
        String trace = Files.readString(report().resolve("trace-" + seed + ".txt"));
        assertTrue(trace.contains("two proposals have it"));
        String json = Files.readString(report().resolve("report.json"));
        assertTrue(json.contains("no single fault or call can be left out"), json);
        assertTrue(json.contains("two proposals have it"), json);
    }

    @Test
    void namesAllFailingSeedsIfItGoesOn() {
        Trial trial = new PlantedTrial(plan -> plan.seed() % 4 == 0);
        Typed typed = simulate(trial, "--seeds", "10", "--keep-going", "--faults", "none", "--clusters", "1");
        assertEquals(1, typed.exitCode(), typed.err());
        assertTrue(typed.out().startsWith("10 worlds in "), typed.out());
        assertTrue(typed.out().contains("BROKEN  one-value-per-key in 2 worlds: seed 4, 8"), typed.out());
        assertTrue(typed.out().contains("BROKEN by seed 4: "), typed.out());
    }

    @Test
    void oneSeedIsMadeSmallToo() {
        Typed typed = simulate(new PlantedTrial(_ -> true), "--seed", "7", "--clusters", "1");
        assertEquals(1, typed.exitCode(), typed.err());
        assertTrue(typed.out().startsWith("Seed 7: clusters of 3, "), typed.out());
        assertTrue(typed.out().contains("To see it again: replicator simulate --seed 7 --clusters 1"), typed.out());
    }

    @Test
    void saysSoIfASeedDoesNotFailAgain() {
        AtomicInteger runs = new AtomicInteger();
        Trial trial = new PlantedTrial(_ -> runs.incrementAndGet() == 1);
        Typed typed = simulate(trial, "--seeds", "1", "--clusters", "1", "--faults", "none");
        assertEquals(1, typed.exitCode());
        assertTrue(typed.err().contains("seed 1 broke a promise, and kept it when it was run again"), typed.err());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seeds 0|--seeds: at least 1",
                "--seeds many|Invalid value for option '--seeds'",
                "--faults cutt|there is no kind 'cutt'; did you mean 'cut'?",
                "--faults crash,earthquake|there is no kind 'earthquake'; there are all, none, and crash, moment, ",
                "--seed 5 --seeds 7|leave out --seeds",
                "--seed 5 --keep-going|leave out --seeds",
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
        assertFalse(Files.exists(report()));
    }

    @Test
    void helpListsTheCommand() {
        assertTrue(
                Typed.line("--help").out().contains("\n  simulate "),
                Typed.line("--help").out());
        assertTrue(Typed.line("simulate", "--help").out().contains("--topology"));
    }
}
