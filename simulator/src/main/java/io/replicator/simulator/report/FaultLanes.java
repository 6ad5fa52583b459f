package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Faults as bars below the charts, each with its name, in as few lanes as keep bars and names apart. If there are too
 * many for names, they get the numbers of the table beneath; if too many even for that, only the bars are left.
 */
final class FaultLanes {

    private static final double FONT = 11;
    private static final int MOST_LETTERS = 40;
    private static final double LEAST_WIDTH = 3;
    private static final double APART = 10;

    /** How the lanes are drawn, and how many of them are bearable. */
    private enum Style {
        NAMES(18, 14, "named"),
        NUMBERS(16, 24, "numbered"),
        BARS(5, 60, "drawn");

        final double laneHeight;
        final int mostLanes;
        final String how;

        Style(double laneHeight, int mostLanes, String how) {
            this.laneHeight = laneHeight;
            this.mostLanes = mostLanes;
            this.how = how;
        }
    }

    /** For a stretch of time, how many faults were there at once. */
    record Depth(double from, double to, int count) {}

    private record Numbered(int number, Span span) {}

    /** A bar and its label, each from x to x. */
    private record Bar(Numbered fault, double from, double to, String label, double labelX, String anchor) {

        double begin() {
            return anchor.equals("end") ? labelX - Labels.width(label, FONT) : from;
        }

        double end() {
            return anchor.equals("start") ? Math.max(to, labelX + Labels.width(label, FONT)) : to;
        }
    }

    private final List<Numbered> faults = new ArrayList<>();
    private final Scale time;
    private final double left;
    private final double right;
    private final double seconds;
    private final Style style;
    private final List<List<Bar>> lanes;

    FaultLanes(List<Span> spans, Scale time, double left, double right, double seconds) {
        this.time = time;
        this.left = left;
        this.right = right;
        this.seconds = seconds;
        List<Span> ordered =
                spans.stream().sorted(Comparator.comparingDouble(Span::from)).toList();
        for (int i = 0; i < ordered.size(); i++) {
            faults.add(new Numbered(i + 1, ordered.get(i)));
        }
        Style fitting = Style.NAMES;
        List<List<Bar>> packed = pack(fitting);
        if (packed.size() > fitting.mostLanes) {
            fitting = Style.NUMBERS;
            packed = pack(fitting);
        }
        if (packed.size() > fitting.mostLanes) {
            fitting = Style.BARS;
            packed = pack(fitting);
        }
        this.style = fitting;
        this.lanes = packed;
    }

    double height() {
        return lanes.isEmpty() ? 0 : Math.min(lanes.size(), style.mostLanes) * style.laneHeight + 4;
    }

    String shownHow() {
        return style.how;
    }

    private double clamped(double second) {
        return Double.isNaN(second) ? 0 : Math.clamp(second, 0, seconds);
    }

    private List<List<Bar>> pack(Style wanted) {
        List<Bar> bars = faults.stream()
                .map(fault -> bar(fault, wanted))
                .sorted(Comparator.comparingDouble(Bar::begin))
                .toList();
        List<List<Bar>> packed = new ArrayList<>();
        for (Bar bar : bars) {
            packed.stream()
                    .filter(lane -> lane.getLast().end() + APART <= bar.begin())
                    .findFirst()
                    .orElseGet(() -> {
                        List<Bar> lane = new ArrayList<>();
                        packed.add(lane);
                        return lane;
                    })
                    .add(bar);
        }
        return packed;
    }

    private Bar bar(Numbered fault, Style wanted) {
        double from = time.at(clamped(fault.span().from()));
        double to = Math.max(from + LEAST_WIDTH, time.at(clamped(fault.span().to())));
        String label = switch (wanted) {
            case NAMES -> Labels.cut(fault.span().what(), MOST_LETTERS);
            case NUMBERS -> Integer.toString(fault.number());
            case BARS -> "";
        };
        double width = Labels.width(label, FONT);
        if (label.isEmpty()) {
            return new Bar(fault, from, to, label, from, "inside");
        }
        if (width + 10 <= to - from) {
            return new Bar(fault, from, to, label, from + 6, "inside");
        }
        double gap = isMoment(fault.span()) ? 7 : 5;
        return to + gap + width <= right
                ? new Bar(fault, from, to, label, to + gap, "start")
                : new Bar(fault, from, to, label, Math.max(left + width, from - gap), "end");
    }

    private static boolean isMoment(Span span) {
        return span.from() == span.to();
    }

    Element draw(double top) {
        Element drawing = Svg.group("faults");
        if (lanes.isEmpty()) {
            return drawing;
        }
        drawing.add(Svg.text(0, top + 12, "Faults", "name"));
        for (int lane = 0; lane < Math.min(lanes.size(), style.mostLanes); lane++) {
            for (Bar bar : lanes.get(lane)) {
                drawing.add(drawBar(bar, top + lane * style.laneHeight));
            }
        }
        return drawing;
    }

    private Element drawBar(Bar bar, double top) {
        double height = style.laneHeight - 2;
        double middle = top + height / 2;
        Element group = Element.of("g").add(Svg.title(inWords(bar.fault())));
        if (isMoment(bar.fault().span()) && style != Style.BARS) {
            group.add(Svg.path(Svg.step('M', bar.from(), middle - 5.5) + "l5.5 5.5l-5.5 5.5l-5.5-5.5z", "moment-mark"));
        } else {
            group.add(Svg.rect(bar.from(), top, bar.to() - bar.from(), height, "fault")
                    .set("rx", Math.min(3, height / 2)));
        }
        return bar.label().isEmpty()
                ? group
                : group.add(Svg.text(
                        bar.labelX(), middle + 4, bar.label(), bar.anchor().equals("end") ? "label end" : "label"));
    }

    private static String inWords(Numbered fault) {
        Span span = fault.span();
        return fault.number() + ". " + span.what() + ": "
                + (isMoment(span)
                        ? "at " + Numbers.seconds(span.from())
                        : Numbers.seconds(span.from()) + " to " + Numbers.seconds(span.to()));
    }

    /** Where how many faults overlap. */
    List<Depth> depths() {
        List<double[]> edges = new ArrayList<>();
        for (Numbered fault : faults) {
            double from = clamped(fault.span().from());
            double to = clamped(fault.span().to());
            if (to > from) {
                edges.add(new double[] {from, 1});
                edges.add(new double[] {to, -1});
            }
        }
        edges.sort(Comparator.comparingDouble(edge -> edge[0]));
        List<Depth> depths = new ArrayList<>();
        int count = 0;
        double since = 0;
        for (double[] edge : edges) {
            if (count > 0 && edge[0] > since) {
                depths.add(new Depth(since, edge[0], count));
            }
            since = edge[0];
            count += (int) edge[1];
        }
        return depths;
    }

    Element table() {
        List<Element> rows = faults.stream()
                .map(fault -> Html.row(
                        Html.number(Integer.toString(fault.number())),
                        Html.cell(fault.span().what()),
                        Html.number(Numbers.seconds(fault.span().from())),
                        Html.number(Numbers.seconds(fault.span().to())),
                        Html.number(
                                isMoment(fault.span())
                                        ? "a moment"
                                        : Numbers.seconds(
                                                fault.span().to() - fault.span().from()))))
                .toList();
        String summary = style == Style.NUMBERS ? "All faults, numbered as in the drawing" : "All faults as a table";
        return Html.details(
                summary,
                Html.scrolling("All faults", Html.table(List.of("#No.", "Fault", "#From", "#To", "#Lasted"), rows)));
    }
}
