package io.replicator.simulator.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.replicator.simulator.report.Report;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TroublesTest {

    private static final long SECOND = 1_000_000_000L;

    private long now;
    private final Timeline timeline = new Timeline(() -> now);
    private final Troubles troubles = new Troubles(timeline);
    private final List<String> done = new ArrayList<>();

    private Fault fault(String name) {
        return Fault.of(name, () -> done.add("+" + name), () -> done.add("-" + name));
    }

    @Test
    void notesFromWhenToWhenAFaultLasts() throws Exception {
        Fault fault = fault("a");
        now = 2 * SECOND;
        troubles.begin(fault);
        now = 5 * SECOND;
        troubles.end(fault);
        troubles.end(fault);
        assertEquals(List.of("+a", "-a"), done, "what has ended is not ended again");
        assertEquals(List.of(new Report.Span("a", 2, 5)), timeline.spans());
        assertEquals(
                List.of(new Timeline.Moment(2 * SECOND, "begins: a"), new Timeline.Moment(5 * SECOND, "ends: a")),
                timeline.moments());
    }

    @Test
    void whatGoesOnIsDrawnUntilNow() throws Exception {
        troubles.begin(fault("a"));
        now = SECOND;
        assertEquals(List.of(new Report.Span("a", 0, 1)), timeline.spans());
    }

    @Test
    void undoesAllThatIsLeftEvenIfOneCannotBeUndone() throws Exception {
        troubles.begin(fault("a"));
        troubles.begin(Fault.of("stuck", () -> {}, this::fail));
        troubles.begin(fault("b"));
        assertThrows(IOException.class, troubles::endAll);
        assertEquals(List.of("+a", "+b", "-a", "-b"), done);
        assertThrows(IOException.class, troubles::endAll, "what could not be undone may be tried again");
    }

    private void fail() throws IOException {
        throw new IOException("no");
    }

    @Test
    void aFaultThatBeganHalfwayIsUndone() throws Exception {
        Fault half = Fault.of("half", this::fail, () -> done.add("-half"));
        assertThrows(IOException.class, () -> troubles.begin(half));
        troubles.endAll();
        assertEquals(List.of("-half"), done);
    }

    @Test
    void severalFaultsEndInTheOppositeOrder() throws Exception {
        Fault both = Fault.together(fault("a"), fault("b"));
        troubles.begin(both);
        troubles.end(both);
        assertEquals(List.of("+a", "+b", "-b", "-a"), done);
        assertEquals("a; b", both.toString());
    }
}
