package io.replicator.simulator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.replicator.node.cli.Shell;
import io.replicator.simulator.swarm.Campaign;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusLineTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Shell shell(boolean terminal) {
        PrintStream printed = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Shell(InputStream.nullInputStream(), printed, printed, Map.of(), () -> terminal);
    }

    private String written() {
        return err.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void aTerminalIsLeftAsItWas() {
        StatusLine line = StatusLine.of(shell(true), () -> "half");
        line.show();
        line.close();
        assertEquals(
                "",
                written().replace("\r\u001b[Khalf", "").replace("\r\u001b[K", ""),
                "a line that is written over, and nothing else");
        assertEquals("\r\u001b[K", written().substring(written().length() - 4));
    }

    @Test
    void aLogHasLines() {
        try (StatusLine line = StatusLine.of(shell(false), () -> "half")) {
            line.show();
        }
        assertEquals("half\n", written());
    }

    @Test
    void aCampaignIsABarWithItsRateAndWhatIsLeft() {
        assertEquals(
                "[######..................] 2,500 of 10,000 worlds, 125/s, 50,000 events/s, 60 s left",
                ProgressBar.of(new Campaign.Progress(2_500, 10_000, 1_000_000), 20));
        assertEquals(
                "[........................] 10 of 10,000 worlds, 1/s, 5 events/s, 167 min left",
                ProgressBar.of(new Campaign.Progress(10, 10_000, 50), 10));
        assertEquals(
                "[........................] 0 of 10 worlds, 0/s, 0 events/s",
                ProgressBar.of(new Campaign.Progress(0, 10, 0), 1));
    }
}
