package io.replicator.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Commands that another program hands in are like the node's own. */
class MoreCommandsTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Command(name = "more", description = "One more.", mixinStandardHelpOptions = true)
    private static final class More implements Callable<Integer> {
        @Option(names = "--special")
        private boolean special;

        @Override
        public Integer call() throws CommandFailure {
            if (special) {
                throw new CommandFailure(ExitCode.FAILED, "that is too special");
            }
            return 5;
        }
    }

    private int run(String... arguments) {
        Shell shell = new Shell(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                () -> false);
        SequencedMap<String, Object> more = new LinkedHashMap<>();
        more.put("more", new More());
        return new CommandLineInterface(shell, (config, printer) -> 0, (_, _) -> Optional.empty(), () -> "", more)
                .run(arguments);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complained() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theyRunAndTheirExitCodeCounts() {
        assertEquals(5, run("more"));
    }

    @Test
    void theHelpAndTheCompletionKnowThem() {
        assertEquals(0, run("--help"));
        assertTrue(printed().contains("One more."), printed());
        assertEquals(0, run("completion"));
        assertTrue(printed().contains("--special"));
    }

    @Test
    void theirFailuresAreReportedAsAllOthers() {
        assertEquals(ExitCode.FAILED, run("more", "--special"));
        assertEquals("replicator: that is too special", complained().strip());
        assertEquals(ExitCode.USAGE, run("more", "--speciall"));
        assertTrue(complained().contains("Did you mean --special?"), complained());
        assertFalse(complained().contains("\tat "));
    }

    @Test
    void aMisspeltOneIsSuggested() {
        assertEquals(ExitCode.USAGE, run("moer"));
        assertTrue(complained().contains("Did you mean 'more'?"), complained());
    }
}
