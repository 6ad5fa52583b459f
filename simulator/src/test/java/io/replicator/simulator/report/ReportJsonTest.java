package io.replicator.simulator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.jr.ob.JSON;
import io.replicator.simulator.report.Report.Check;
import io.replicator.simulator.report.Report.Cluster;
import io.replicator.simulator.report.Report.Contention;
import io.replicator.simulator.report.Report.Course;
import io.replicator.simulator.report.Report.Event;
import io.replicator.simulator.report.Report.Fact;
import io.replicator.simulator.report.Report.Failure;
import io.replicator.simulator.report.Report.Latency;
import io.replicator.simulator.report.Report.Link;
import io.replicator.simulator.report.Report.Point;
import io.replicator.simulator.report.Report.Share;
import io.replicator.simulator.report.Report.Span;
import io.replicator.simulator.report.Report.Verdict;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportJsonTest {

    private static final Report REPORT = new Report(
            "A small run",
            new Verdict(false, "One key has two values."),
            "./replicator simulate world --seed 1",
            List.of(new Fact("Seed", "1")),
            List.of(new Cluster("west", List.of("n1", "n2", "n3"))),
            List.of(new Link("west", "east", 35.5, 48)),
            new Course(
                    2,
                    List.of(new Point(0.5, 100, 200.5, 0, 1.5, 9), new Point(1.5, 0, 0, 3, Double.NaN, Double.NaN)),
                    List.of(new Span("crash n1", 1, 1))),
            List.of(new Share("store", "stored", 9_007_199_254_740_993L)),
            List.of(new Latency("store", 100, 2, 1.5, 3, 9, 11, Double.POSITIVE_INFINITY)),
            List.of(new Contention("a \"key\"\n<b>", 3, "p1", 2.25)),
            List.of(new Check("One value a key", "protocol 4.1", 12, false)),
            new Failure(
                    "One value a key",
                    "Both 1 and 2 were stored.",
                    List.of("Made small in 3 steps."),
                    List.of("n1", "client 1"),
                    List.of(
                            new Event(1, 10.25, 1, "call", "stores 1", -1, 0),
                            new Event(2, 11.5, 0, "receive", "store", 1, 10.25))));

    @Test
    void isAsTheGoldenFile() throws Exception {
        try (InputStream golden = ReportJsonTest.class.getResourceAsStream("golden-report.json")) {
            assertNotNull(golden);
            assertEquals(new String(golden.readAllBytes(), StandardCharsets.UTF_8), ReportJson.of(REPORT));
        }
    }

    @Test
    void isReadBackAsItWas() throws Exception {
        Map<String, Object> read = JSON.std.mapFrom(ReportJson.of(REPORT));

        assertEquals(ReportJson.FORMAT, read.get("format"));
        assertEquals(9_007_199_254_740_993L, first(read, "outcomes").get("count"));
        assertEquals("a \"key\"\n<b>", first(read, "contention").get("key"));
        assertEquals(35.5, first(read, "links").get("usualMillis"));
        assertEquals(List.of("n1", "n2", "n3"), first(read, "clusters").get("nodes"));
        assertNull(first(read, "latencies").get("max"));
        assertEquals(false, first(read, "checks").get("held"));
    }

    @Test
    void saysThatThereIsNoCourseAndNoFailure() throws Exception {
        Map<String, Object> read = JSON.std.mapFrom(ReportJson.of(Samples.empty()));

        assertEquals(true, read.containsKey("course"));
        assertNull(read.get("course"));
        assertEquals(true, read.containsKey("failure"));
        assertNull(read.get("failure"));
        assertEquals(List.of(), read.get("links"));
    }

    @Test
    void keepsHostileTextWhole() throws Exception {
        Report hostile = Samples.hostile();
        Map<String, Object> read = JSON.std.mapFrom(ReportJson.of(hostile));

        assertEquals(hostile.title(), read.get("title"));
        assertEquals(hostile.facts().getFirst().value(), first(read, "facts").get("value"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> first(Map<String, Object> read, String list) {
        List<Map<String, Object>> items = (List<Map<String, Object>>) read.get(list);
        assertNotNull(items);
        return items.getFirst();
    }
}
