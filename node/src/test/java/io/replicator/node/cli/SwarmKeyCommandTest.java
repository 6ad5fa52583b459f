package io.replicator.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SwarmKeyCommandTest {

    @TempDir
    Path folder;

    @Test
    void printsAKey() {
        Typed typed = Typed.line("swarm-key");
        assertEquals(ExitCode.OK, typed.exitCode(), typed.err());
        assertEquals("a new key\n", typed.out());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no such permissions")
    void writesAFileForItsOwnerAlone() throws IOException {
        Path file = folder.resolve("swarm.key");
        for (String option : new String[] {"-o", "--output"}) {
            Typed typed = Typed.line("swarm-key", option, file.toString());
            assertEquals(ExitCode.OK, typed.exitCode(), typed.err());
            assertEquals("Written to " + file + ". Start every node with --swarm-key and a copy of it.\n", typed.out());
            assertEquals("a new key\n", Files.readString(file));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            Files.delete(file);
        }
    }

    @Test
    void neverOverwrites() throws IOException {
        Path file = Files.writeString(folder.resolve("swarm.key"), "dear to somebody");
        assertRefused(file, file + " is there already, and is left as it is: name another file, or remove it");
        assertEquals("dear to somebody", Files.readString(file));
    }

    @Test
    void saysThatAFolderIsMissing() {
        Path file = folder.resolve("none").resolve("swarm.key");
        assertRefused(file, "there is no folder for " + file + ": create it first");
    }

    @Test
    void isInTheHelpAndTheCompletion() {
        assertTrue(Typed.line("--help").out().contains("swarm-key"));
        assertTrue(Typed.line("completion").out().contains("swarm-key"));
    }

    private static void assertRefused(Path file, String reason) {
        Typed typed = Typed.line("swarm-key", "-o", file.toString());
        assertEquals(ExitCode.USAGE, typed.exitCode());
        assertEquals("replicator: --output: " + reason + "\n", typed.err());
        assertEquals("", typed.out());
    }
}
