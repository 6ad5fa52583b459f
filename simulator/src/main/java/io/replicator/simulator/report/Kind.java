package io.replicator.simulator.report;

import java.util.Arrays;

/** The kinds of events in a timeline, each with its own mark. */
enum Kind {
    RECEIVE("receive", "message arrives"),
    LOSE("lose", "message is lost"),
    CALL("call", "client asks"),
    ANSWER("answer", "client is answered"),
    CRASH("crash", "node crashes"),
    START("start", "node starts"),
    PAUSE("pause", "node is paused"),
    RESUME("resume", "node goes on"),
    SYNC("sync", "disk sync"),
    TIMER("timer", "timer"),
    FAULT("fault", "fault"),
    BREAK("break", "promise is broken"),
    OTHER("", "other");

    final String word;
    final String meaning;

    Kind(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    static Kind of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word.equals(word))
                .findFirst()
                .orElse(OTHER);
    }

    /** After it, the lane's node does nothing until it is back. */
    boolean stops() {
        return this == CRASH || this == PAUSE;
    }

    boolean resumes() {
        return this == START || this == RESUME;
    }

    private String id() {
        return "k-" + (word.isEmpty() ? "other" : word);
    }

    /** A copy of the mark that {@link #definition} defines. */
    Element mark(double x, double y) {
        return Element.of("use").set("href", "#" + id()).set("x", x).set("y", y);
    }

    /** The mark, drawn around 0, 0. */
    Element definition() {
        Element mark = Element.of("g").set("id", id());
        return switch (this) {
            case RECEIVE -> mark.add(Svg.circle(0, 0, 3.5, "ink"));
            case LOSE -> mark.add(Svg.path("M-5-5L5 5M5-5L-5 5", "cross"));
            case CALL -> mark.add(Svg.circle(0, 0, 5, "hollow client"));
            case ANSWER -> mark.add(Svg.circle(0, 0, 5.5, "client-fill"), Svg.path("M-2.6 0l1.9 2l3.4-4", "tick"));
            case CRASH ->
                mark.add(Svg.rect(-6.5, -6.5, 13, 13, "bad-fill").set("rx", 2), Svg.path("M-3-3L3 3M3-3L-3 3", "tick"));
            case START -> mark.add(Svg.path("M-6 5.5L0-6L6 5.5z", "good-fill"));
            case PAUSE ->
                mark.add(Svg.rect(-6.5, -6.5, 13, 13, "fault-fill").set("rx", 2), Svg.path("M-2-3v6M2-3v6", "tick"));
            case RESUME -> mark.add(Svg.path("M-4.5-6L6.5 0L-4.5 6z", "good-fill"));
            case SYNC ->
                mark.add(
                        Svg.path("M-5.5-3.5v7a5.5 2.4 0 0 0 11 0v-7z", "ink"),
                        Element.of("ellipse")
                                .as("paper-fill")
                                .set("cy", -3.5)
                                .set("rx", 5.5)
                                .set("ry", 2.4));
            case TIMER -> mark.add(Svg.circle(0, 0, 5.5, "hollow"), Svg.path("M0-3v3l2 1.6", "hand"));
            case FAULT -> mark.add(Svg.path("M0-7L7 6H-7z", "fault-fill"), Svg.path("M0-2.4v3.6M0 3.6v.2", "tick"));
            case BREAK ->
                mark.add(
                        Svg.path("M-3.7-9h7.4L9-3.7v7.4L3.7 9h-7.4L-9 3.7v-7.4z", "bad-fill"),
                        Svg.path("M0-5v5.4M0 4.2v.3", "tick strong"));
            case OTHER -> mark.add(Svg.rect(-3, -3, 6, 6, "soft-fill"));
        };
    }
}
