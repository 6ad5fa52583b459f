package io.replicator.simulator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.replicator.node.cli.Shell;
import io.replicator.simulator.report.Report;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private TerminalProgress progress(boolean terminal) {
        PrintStream printed = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new TerminalProgress(
                new Shell(InputStream.nullInputStream(), printed, printed, Map.of(), () -> terminal));
    }

    private static Report.Point point(double second) {
        return new Report.Point(second, 400, 100, 0, 2.5, 9.75);
    }

    private String written() {
        return err.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void aTerminalHasOneLineThatIsWrittenOver() {
        TerminalProgress progress = progress(true);
        progress.loading(1, 35, new Report.Point(-3.5, 200, 50, 3, Double.NaN, Double.NaN));
        progress.loading(7, 35, point(1.5));
        progress.checking("Reading", 1234, 60_000);
        progress.say("done");
        assertEquals(
                "\r\u001b[K1 of 35 s (warm-up): 200 stores/s, 50 reads/s, 3/s without an answer"
                        + "\r\u001b[K7 of 35 s: 400 stores/s, 100 reads/s, p50 2.5 ms, p99 9.8 ms"
                        + "\r\u001b[KReading: 1,234 of 60,000\r\u001b[Kdone\n",
                written());
    }

    @Test
    void aLogHasALineNowAndThen() {
        TerminalProgress progress = progress(false);
        for (int i = 1; i <= 11; i++) {
            progress.loading(i, 35, point(i));
        }
        progress.end();
        assertEquals("1 of 35 s", written().substring(0, 9));
        assertEquals(3, written().lines().count(), written());
    }
}
