package io.replicator.simulator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlPageTest {

    private static final int TWO_MEGABYTES = 2_000_000;

    private static final Map<String, Report> SAMPLES = Samples.all();

    static Set<String> samples() {
        return SAMPLES.keySet();
    }

    static Report sample(String name) {
        Report sample = SAMPLES.get(name);
        if (sample == null) {
            throw new IllegalArgumentException(name);
        }
        return sample;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isWellFormed(String sample) throws Exception {
        Document page = parse(HtmlPage.of(sample(sample)));

        assertEquals("html", page.getDocumentElement().getTagName());
        assertEquals(1, page.getElementsByTagName("h1").getLength());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void asksNothingOfTheNetwork(String sample) throws Exception {
        String page = HtmlPage.of(sample(sample));

        assertFalse(page.contains("http://") || page.contains("https://"));
        assertFalse(page.contains("url(") || page.contains("@import"));
        assertTrue(page.contains("default-src 'none'") || page.contains("default-src &#39;none&#39;"));
        for (Element element : elements(parse(page), "*")) {
            assertFalse(element.hasAttribute("src") || element.hasAttribute("action") || element.hasAttribute("style"));
            String target = element.getAttribute("href");
            assertTrue(target.isEmpty() || target.startsWith("#") || target.equals("report.json"), target);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void runsNoScriptButItsOwn(String sample) throws Exception {
        Document page = parse(HtmlPage.of(sample(sample)));

        assertEquals(1, page.getElementsByTagName("script").getLength());
        for (Element element : elements(page, "*")) {
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                String attribute = element.getAttributes().item(i).getNodeName();
                assertFalse(attribute.startsWith("on"), attribute);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void linksLeadSomewhereAndIdsAreUnique(String sample) throws Exception {
        Document page = parse(HtmlPage.of(sample(sample)));

        Set<String> ids = new HashSet<>();
        for (Element element : elements(page, "*")) {
            if (element.hasAttribute("id")) {
                assertTrue(ids.add(element.getAttribute("id")), element.getAttribute("id"));
            }
        }
        Set<String> dangling = new HashSet<>();
        for (Element element : elements(page, "*")) {
            String target = element.getAttribute("href");
            if (target.startsWith("#") && !ids.contains(target.substring(1))) {
                dangling.add(target);
            }
        }
        assertEquals(Set.of(), dangling);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void drawingsHaveNamesAndNumbersThatAreNumbers(String sample) throws Exception {
        Document page = parse(HtmlPage.of(sample(sample)));

        for (Element svg : elements(page, "svg")) {
            assertTrue(svg.hasAttribute("aria-label")
                    || svg.getAttribute("aria-hidden").equals("true"));
        }
        for (Element element : elements(page, "*")) {
            for (String place : List.of("x", "y", "x1", "x2", "y1", "y2", "d", "width", "height", "viewBox")) {
                String value = element.getAttribute(place);
                assertFalse(value.contains("NaN") || value.contains("Infinity"), place + "=" + value);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void staysSmall(String sample) {
        int size = HtmlPage.of(sample(sample)).getBytes(StandardCharsets.UTF_8).length;

        assertTrue(size < TWO_MEGABYTES, size + " bytes");
    }

    @Test
    void saysTheVerdictInWords() throws Exception {
        assertEquals("All promises were kept", text(parse(HtmlPage.of(Samples.calm())), "h1"));
        assertEquals("A promise was broken", text(parse(HtmlPage.of(Samples.failed(25, 8))), "h1"));
    }

    @Test
    void leavesOutWhatThereIsNoDataFor() throws Exception {
        assertEquals(Set.of(), sections(Samples.empty()));
        assertEquals(Set.of("outcomes", "latency", "checks"), sections(Samples.campaign()));
        assertEquals(
                Set.of("topology", "course", "outcomes", "latency", "contention", "checks"), sections(Samples.calm()));
    }

    @Test
    void tellsOfAFailureExactlyWhenThereIsOne() throws Exception {
        for (Map.Entry<String, Report> sample : SAMPLES.entrySet()) {
            assertEquals(
                    sample.getValue().failure() != null,
                    sections(sample.getValue()).contains("failure"),
                    sample.getKey());
        }
    }

    @Test
    void showsEveryNumberAndText() throws Exception {
        Report report = new Report(
                "title-a",
                new Verdict(false, "sentence-b"),
                "command-c",
                List.of(new Fact("fact-d", "value-e")),
                List.of(new Cluster("cluster-f", List.of("node-g")), new Cluster("cluster-h", List.of("node-i"))),
                List.of(new Link("cluster-f", "cluster-h", 31.7, 46.9)),
                new Course(
                        20,
                        List.of(
                                new Point(3.25, 1_201, 2_302, 403, 5.04, 60.5),
                                new Point(4.25, 1_206, 2_307, 408, 5.09, 61.7)),
                        List.of(new Span("fault-j", 7.11, 8.12), new Span("fault-k", 9.13, 9.13))),
                List.of(new Share("store", "answer-l", 34_567), new Share("read", "answer-m", 45_678)),
                List.of(new Latency("store", 123_456, 1.11, 2.22, 3.33, 44.4, 555, 6_666)),
                List.of(
                        new Contention("key-n", 789_012, "winner-o", 77.7),
                        new Contention("key-x", 12, null, Double.NaN)),
                List.of(new Check("property-p", "source-q", 7_654_321, false)),
                new Failure(
                        "property-r",
                        "what-s",
                        List.of("summary-t"),
                        List.of("lane-u", "lane-v"),
                        List.of(new Event(1, 101.125, 1, "receive", "event-w", 0, 99.875))));
        String shown = parse(HtmlPage.of(report)).getDocumentElement().getTextContent();

        List<String> wanted = new ArrayList<>();
        wanted.addAll(List.of("title-a", "sentence-b", "command-c", "fact-d", "value-e", "cluster-f", "node-g"));
        wanted.addAll(List.of("cluster-h", "node-i", "fault-j", "fault-k", "answer-l"));
        wanted.addAll(List.of(
                "answer-m",
                "key-n",
                "winner-o",
                "no client was told",
                "property-p",
                "source-q",
                "property-r",
                "what-s"));
        wanted.addAll(List.of("summary-t", "lane-u", "lane-v", "event-w", "31.7", "46.9", "3.25 s", "4.25 s"));
        wanted.addAll(List.of("1,201/s", "2,302/s", "403/s", "5.04 ms", "60.5 ms", "1,206/s", "2,307/s", "408/s"));
        wanted.addAll(List.of("5.09 ms", "61.7 ms", "7.11 s", "8.12 s", "9.13 s", "34,567", "45,678", "123,456"));
        wanted.addAll(List.of("1.11", "2.22", "3.33", "44.4", "555", "6,666", "789,012", "77.7 ms", "7,654,321"));
        wanted.addAll(List.of("101.125", "99.875", "✗ broken"));
        wanted.removeIf(shown::contains);
        assertEquals(List.of(), wanted);
    }

    @Test
    void showsHostileTextAsText() throws Exception {
        String bad = "<script>alert(1)</script>\"'&]]>";
        Report report = Samples.report(bad, true, bad, List.of(new Cluster(bad, List.of(bad))), null, null);
        Document page = parse(HtmlPage.of(report));

        assertEquals("✓ " + bad, text(page, "title"));
        assertEquals(1, page.getElementsByTagName("script").getLength());
    }

    @Test
    void marksWhatCannotBeShown() {
        StringBuilder out = new StringBuilder();
        Escaping.append(out, "a\0b\u001bc\u007fd\u202ee\ufffef\ud800g\nh\ti\uD83D\uDE00");

        assertEquals("a␀b␛c␡d\ufffde\ufffdf\ufffdg&#10;h&#9;i\uD83D\uDE00", out.toString());
    }

    @Test
    void saysHowLongATextWasThatItCut() {
        String shown = Labels.toRead("x".repeat(100_000));

        assertTrue(shown.length() < 700);
        assertTrue(shown.endsWith("(100,000 characters in all)"));
    }

    @Test
    void linksEachEventOfTheDiagramWithItsLineInTheTable() throws Exception {
        Document page = parse(HtmlPage.of(Samples.failed(25, 8)));

        for (int i = 1; i <= 25; i++) {
            String number = Integer.toString(i);
            assertEquals("#e" + number, byId(page, "m" + number).getAttribute("href"));
            Element line = byId(page, "e" + number);
            assertEquals(
                    "#m" + number, ((Element) line.getElementsByTagName("a").item(0)).getAttribute("href"));
        }
        assertEquals("event breaking", byId(page, "m25").getAttribute("class"));
        assertEquals("event breaking", byId(page, "e25").getAttribute("class"));
    }

    @Test
    void drawsAroundTheBreakingEventWhenThereAreTooMany() throws Exception {
        Document page = parse(HtmlPage.of(Samples.failed(5000, 38)));
        long drawn = elements(page, "a").stream()
                .filter(a -> a.getAttribute("class").startsWith("event"))
                .count();

        assertEquals(SpaceTimeDiagram.MOST_EVENTS, drawn);
        assertEquals("event breaking", byId(page, "m5000").getAttribute("class"));
    }

    @Test
    void worksForEveryNumberOfClusters() throws Exception {
        for (int count : new int[] {1, 2, 3, 4, 5, 6, 7, 24, 25, 401}) {
            for (int nodes : new int[] {1, 3, 10, 70}) {
                Report report = Samples.report("", true, "", Samples.clusters(count, nodes), null, null);
                parse(HtmlPage.of(report));
            }
        }
    }

    private static Set<String> sections(Report report) throws Exception {
        Set<String> ids = new HashSet<>();
        for (Element section : elements(parse(HtmlPage.of(report)), "section")) {
            if (section.hasAttribute("id")) {
                ids.add(section.getAttribute("id"));
            }
        }
        return ids;
    }

    private static Document parse(String page) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(page)));
    }

    private static List<Element> elements(Document page, String name) {
        NodeList nodes = page.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }

    private static Element byId(Document page, String id) {
        return elements(page, "*").stream()
                .filter(element -> element.getAttribute("id").equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no element has the id " + id));
    }

    private static String text(Document page, String name) {
        return elements(page, name).getFirst().getTextContent();
    }
}
