package io.replicator.node.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicator.node.storage.SyscallTrace.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the kernel is asked for, and when: a process with a journal runs under strace. At the moment at which entries are
 * told to be durable, no file of the store has bytes that were not synced; and so at the moment at which a start has
 * recovered.
 */
class DurabilityTest {

    private static final int TIMEOUT_SECONDS = 60;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void needStrace() throws Exception {
        boolean works;
        try {
            works = new ProcessBuilder("strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "true")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            works = false;
        }
        if (!works) {
            System.err.println(
                    "SKIPPED DurabilityTest: strace is missing or may not trace. NOT PROVEN: syncs before acks");
        }
        assumeTrue(works, "strace is missing or may not trace");
    }

    @Test
    void tellsNothingToBeDurableBeforeTheSyncThatCoversIt() throws Exception {
        List<Moment> moments = run();
        int covered = 0;
        int lazy = 0;
        for (Moment moment : moments) {
            if (moment.what().equals("JOURNALED") && moment.first() == moment.second()) {
                assertEquals(Set.of(), moment.unsynced(), "at " + moment);
                covered++;
            } else if (moment.what().equals("JOURNALED")) {
                // The trace does see a log that is not synced: these are the commits that nobody waits for.
                assertTrue(moment.unsynced().stream().anyMatch(file -> file.endsWith(".log")), "at " + moment);
                lazy++;
            }
        }
        assertTrue(covered >= ChildJvm.ROUNDS, covered + " syncs were told");
        assertTrue(lazy >= ChildJvm.ROUNDS / 2, lazy + " writes without a sync were told");
    }

    @Test
    void recoversOnlyAfterWhatItFoundIsDurable() throws Exception {
        Moment first = recovered(run());
        Moment second = recovered(run());
        assertEquals(1, first.first());
        assertEquals(2, second.first());
        assertEquals(Set.of(), second.unsynced());
        assertTrue(second.syncs() >= 3, "the tables, the manifest and the log: " + second.syncs() + " syncs");
        try (DataFolder folder = Samples.folder(temporary.resolve("data"));
                RocksJournal journal = RocksJournal.open(folder, new Watermarks())) {
            assertEquals(3, journal.recovered().boot());
            assertEquals(
                    Samples.outcome(Samples.key(ChildJvm.ROUNDS - 1), Samples.value(ChildJvm.ROUNDS - 1)),
                    journal.committed(Samples.key(ChildJvm.ROUNDS - 1)));
        }
    }

    private static Moment recovered(List<Moment> moments) {
        return moments.stream()
                .filter(moment -> moment.what().equals("RECOVERED"))
                .findFirst()
                .orElseThrow();
    }

    private List<Moment> run() throws Exception {
        Path trace = temporary.resolve("trace");
        Process process = ChildJvm.start(
                ChildJvm.JOURNAL,
                temporary.resolve("data"),
                "strace",
                "-f",
                "--seccomp-bpf",
                "-y",
                "-s",
                "64",
                "-e",
                "trace=write,pwrite64,writev,fdatasync,fsync",
                "-o",
                trace.toString());
        process.getInputStream().readAllBytes();
        assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
        String store =
                temporary.resolve("data").resolve(DataFolder.STORE_FOLDER).toString();
        return SyscallTrace.moments(Files.readAllLines(trace), store);
    }
}
