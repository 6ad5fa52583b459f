package io.replicator.simulator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command lines as a person types them, in this process. */
class LoadCommandTest {

    @Test
    void helpAndCompletionListTheCommand() {
        assertTrue(
                Typed.line("--help").out().contains("\n  load "),
                Typed.line("--help").out());
        assertTrue(Typed.line("completion").out().contains("--closed-loop"));
        Typed help = Typed.line("load", "--help");
        assertEquals(0, help.exitCode());
        assertTrue(help.out().contains("--targets"), help.out());
        assertEquals("", help.err());
    }

    /** Picocli complains of texts that it cannot format to the JVM's own standard error. */
    @Test
    void helpIsWellFormed() {
        PrintStream before = System.err;
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        System.setErr(new PrintStream(complaints, true, StandardCharsets.UTF_8));
        try {
            List<String> commands = List.of(
                    "load",
                    "simulate",
                    "node",
                    "demo",
                    "put",
                    "get",
                    "keys",
                    "status",
                    "peers",
                    "clusters",
                    "swarm-key",
                    "completion");
            for (String command : commands) {
                assertFalse(Typed.line(command, "--help").out().contains("%%"), command);
            }
            assertTrue(Typed.line("load", "--help").out().contains("shares like 0.1 or 10%."));
        } finally {
            System.setErr(before);
        }
        assertEquals("", complaints.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--rate 0|a rate is more than 0",
                "--rate many|Invalid value for option '--rate'",
                "--rate 5 --closed-loop|exclude each other",
                "--keys some|'some' is no distribution of keys: use unique, zipf or hot",
                "--key-count 5|go with --keys zipf",
                "--keys zipf --hot-keys 5|go with --keys hot",
                "--keys zipf --key-count 0|a distribution has 1 to",
                "--conflicts 1.5|'1.5' is not a share",
                "--conflict-width 1|a conflict has 2 to 64 clients",
                "--reads half|'half' is not a share",
                "--value-size 7|a value has 8 to",
                "--value-size 16..8|a value has 8 to",
                "--value-size 1..2..3|is no size: write it like 128 or 16..4096",
                "--value-size big|'big' is not a size",
                "--duration 5|'5' is not a time",
                "--duration 0s|must be more than nothing",
                "--warm-up -1s|is not a time",
                "--connections 5|too few for 6 nodes",
                "--connections 5 --targets http://127.0.0.1:1,http://127.0.0.1:2,http://127.0.0.1:3,http://127.0.0.1:4,"
                        + "http://127.0.0.1:5,http://127.0.0.1:6|too few for 6 nodes",
                "--clusters 0|at least 1 cluster of 3 nodes",
                "--nodes 2|at least 1 cluster of 3 nodes",
                "--clusters 1000000 --nodes 1000000|at most 60 nodes in all",
                "--targets nonsense|'nonsense' is not the URL of a node",
                "--targets https://127.0.0.1:1|plain http:// only",
                "--targets http://127.0.0.1:1 --in-process|leave out --in-process",
                "--containers --targets http://127.0.0.1:1|leave out --targets and --in-process",
                "--containers --in-process|leave out --targets and --in-process",
                "--containers --clusters 4 --nodes 4|at most 15 nodes in all",
                "--containers --nodes 2|at least 1 cluster of 3 nodes",
                "--containers --nemesis partition,lag|there is no kind 'lag'",
                "--containers --nemesis partitions|did you mean 'partition'?",
                "--containers --value-size 2000000|at most 1MiB",
                "--nemesis kill|go with --containers",
                "--image some|go with --containers",
                "--check 0|at least one key is checked",
                "--conections 5|Did you mean --connections?",
                "surplus|one argument too many: 'surplus'",
            })
    void badUsageSaysWhatToDo(String flags, String expected) {
        Typed typed = Typed.line(("load " + flags).split(" "));
        assertEquals(2, typed.exitCode(), typed.err());
        assertTrue(typed.err().contains(expected), typed.err());
        assertTrue(typed.err().startsWith("replicator: "), typed.err());
        assertFalse(typed.err().contains("\tat "), typed.err());
    }

    @Test
    void anImageThatIsMissingIsNamedWithWhatMakesIt() {
        Typed typed = Typed.line("load", "--containers", "--image", "no-such-image:ever");
        assertEquals(1, typed.exitCode());
        // On a machine without Docker, that is what is missing.
        assertTrue(
                typed.err().contains("no-such-image:ever: docker/build.sh makes it")
                        || typed.err().contains("needs a running Docker"),
                typed.err());
        assertFalse(typed.err().contains("\tat "), typed.err());
    }

    @Test
    void targetsThatCannotBeReachedAreNamedEach() throws IOException {
        int first;
        int second;
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket two = new ServerSocket(0)) {
            first = one.getLocalPort();
            second = two.getLocalPort();
        }
        Typed typed =
                Typed.line("load", "--targets", "http://127.0.0.1:" + first + ",http://127.0.0.1:" + second + "/");
        assertEquals(1, typed.exitCode());
        assertTrue(typed.err().contains("\n  http://127.0.0.1:" + first + ": connection refused"), typed.err());
        assertTrue(typed.err().contains("\n  http://127.0.0.1:" + second + "/: connection refused"), typed.err());
        assertFalse(typed.err().contains("\tat "), typed.err());
    }
}
