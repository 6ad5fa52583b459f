package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Course;
import io.replicator.simulator.report.Report.Fact;
import io.replicator.simulator.report.Report.Failure;
import io.replicator.simulator.report.Report.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A report as one page that needs nothing else: no network, no script, no other file. It is well-formed XML too. Its own
 * policy lets the browser run the one script that is part of it and nothing else, whatever a key or a message says.
 */
public final class HtmlPage {

    private static final int MOST_FACT_LETTERS = 160;
    /** What is longer is no figure to take in at a glance. */
    private static final int MOST_FIGURE_LETTERS = 36;

    private static final String STYLE = resource("page.css");
    private static final String SCRIPT = resource("page.js");

    private final Report report;

    private HtmlPage(Report report) {
        this.report = report;
    }

    public static String of(Report report) {
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n");
        new HtmlPage(report).build().writeTo(page);
        return page.append('\n').toString();
    }

    private static String resource(String name) {
        try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the module lacks its resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Element build() {
        List<Element> sections = sections();
        Element main = Element.of("main").add(verdict());
        if (!report.facts().isEmpty()) {
            main.add(facts());
        }
        main.add(sections);
        main.add(Element.of("footer")
                .text("Written by the simulator of Replicator. For programs, the same is in ")
                .add(Element.of("a", ReportFiles.DATA).set("href", ReportFiles.DATA))
                .text(" beside this page."));
        return Element.of("html")
                .set("lang", "en")
                .add(head(), Element.of("body").add(main, Element.of("script").verbatim(SCRIPT)));
    }

    private Element head() {
        String policy = "default-src 'none'; style-src '" + hash(STYLE) + "'; script-src '" + hash(SCRIPT) + "'";
        return Element.of("head")
                .add(
                        Element.of("meta").set("charset", "utf-8"),
                        Element.of("meta")
                                .set("http-equiv", "Content-Security-Policy")
                                .set("content", policy),
                        Element.of("meta")
                                .set("name", "viewport")
                                .set("content", "width=device-width, initial-scale=1"),
                        Element.of("meta").set("name", "color-scheme").set("content", "light dark"),
                        Element.of("title", (report.verdict().kept() ? "✓ " : "✗ ") + Labels.cut(report.title(), 120)),
                        Element.of("style").verbatim(STYLE));
    }

    private static String hash(String code) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Element verdict() {
        Verdict verdict = report.verdict();
        Element sign = Element.of("svg")
                .as("sign")
                .set("viewBox", "0 0 48 48")
                .set("aria-hidden", "true")
                .add(
                        verdict.kept()
                                ? Svg.circle(24, 24, 23, "sign-ground")
                                : Svg.path("M15 1h18l14 14v18l-14 14h-18l-14-14v-18z", "sign-ground"),
                        Svg.path(verdict.kept() ? "M13 25l8 8l15-17" : "M16 16l16 16M32 16l-16 16", "sign-stroke"));
        Element words = Element.of("div")
                .add(
                        Element.of("p", Labels.toRead(report.title())).as("title"),
                        Element.of("h1", verdict.kept() ? "All promises were kept" : "A promise was broken"),
                        Element.of("p", Labels.toRead(verdict.sentence())).as("sentence"));
        Element header = Element.of("header")
                .as(verdict.kept() ? "verdict kept" : "verdict lost")
                .add(Element.of("div").as("say").add(sign, words));
        return report.command().isBlank()
                ? header
                : header.add(Element.of("div")
                        .as("repeat")
                        .add(
                                Element.of("p", "To have it again:"),
                                Element.of("pre")
                                        .add(Element.of("code", report.command())
                                                .set("id", "command"))));
    }

    private Element facts() {
        Element facts = Element.of("dl").as("facts");
        for (Fact fact : report.facts()) {
            facts.add(Element.of("div")
                    .add(
                            Element.of("dt", Labels.cut(fact.name(), MOST_FACT_LETTERS)),
                            Element.of("dd", Labels.cut(fact.value(), MOST_FACT_LETTERS))
                                    .as(fact.value().length() <= MOST_FIGURE_LETTERS ? "figure" : "words")));
        }
        return Element.of("section").set("aria-label", "Key facts").add(facts);
    }

    private List<Element> sections() {
        List<Element> sections = new ArrayList<>();
        Failure failure = report.failure();
        if (failure != null) {
            sections.add(FailureSection.section(failure));
        }
        if (!report.clusters().isEmpty() || !report.links().isEmpty()) {
            sections.add(Topology.section(report.clusters(), report.links()));
        }
        Course course = report.course();
        if (course != null) {
            CourseChart chart = new CourseChart(course);
            if (!chart.isEmpty()) {
                sections.add(chart.section());
            }
        }
        if (!report.outcomes().isEmpty()) {
            sections.add(OutcomeBars.section(report.outcomes()));
        }
        if (!report.latencies().isEmpty()) {
            sections.add(LatencyTable.section(report.latencies()));
        }
        if (!report.contention().isEmpty()) {
            sections.add(ContentionTable.section(report.contention()));
        }
        if (!report.checks().isEmpty()) {
            sections.add(CheckTable.section(report.checks()));
        }
        return sections;
    }
}
