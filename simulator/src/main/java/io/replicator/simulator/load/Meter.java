package io.replicator.simulator.load;

import io.replicator.simulator.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Counts answers and measures latencies. Any thread counts; one thread at a time looks.
 *
 * <p>What belongs to the warm-up, by the time at which it was due, is left out.
 */
final class Meter implements Agenda.Omissions {

    private static final int DIGITS = 3;
    /** What is left after the last whole interval says nothing if it is shorter. */
    private static final long SHORTEST_POINT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** What latencies are told apart by. */
    enum Subject {
        /** All stores, whatever became of them, also those that were never begun. */
        STORE("store"),
        STORED("store: stored"),
        TAKEN("store: key taken"),
        READ("read");

        private final String text;

        Subject(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    private static final class Series {
        final Recorder recorder = new Recorder(DIGITS);
        final Histogram total = new Histogram(DIGITS);

        @Nullable
        Histogram interval;

        /** What was recorded since the last look. */
        Histogram look() {
            Histogram latest = recorder.getIntervalHistogram(interval);
            interval = latest;
            total.add(latest);
            return latest;
        }
    }

    private final long measuredFrom;
    private final Map<Subject, Series> series = new EnumMap<>(Subject.class);
    private final Map<Answer, LongAdder> stores = adders();
    private final Map<Answer, LongAdder> reads = adders();
    private final LongAdder finalStores = new LongAdder();
    private final LongAdder finalReads = new LongAdder();
    private final LongAdder nothings = new LongAdder();
    private final LongAdder omitted = new LongAdder();
    private final List<Report.Point> points = new ArrayList<>();
    private long lookedAt;
    private Duration processorTime = Duration.ZERO;
    private Duration processorTimeBefore = processorTime();

    /**
     * @param measuredFrom end of the warm-up, in nanoseconds since the load began
     */
    Meter(long measuredFrom) {
        this.measuredFrom = measuredFrom;
        for (Subject name : Subject.values()) {
            series.put(name, new Series());
        }
    }

    private static Map<Answer, LongAdder> adders() {
        Map<Answer, LongAdder> adders = new EnumMap<>(Answer.class);
        for (Answer answer : Answer.values()) {
            adders.put(answer, new LongAdder());
        }
        return adders;
    }

    private LongAdder counter(Turn.Kind kind, Answer answer) {
        return Objects.requireNonNull((kind == Turn.Kind.STORE ? stores : reads).get(answer));
    }

    private Series series(Subject subject) {
        return Objects.requireNonNull(series.get(subject));
    }

    /**
     * One operation has ended.
     *
     * @param from when it was due, or began if it was due at no certain time
     */
    void ended(Turn.Kind kind, Answer answer, long from, long now) {
        boolean isStore = kind == Turn.Kind.STORE;
        (answer.isFinal() ? isStore ? finalStores : finalReads : nothings).increment();
        if (from < measuredFrom) {
            return;
        }
        counter(kind, answer).increment();
        if (!answer.hasLatency()) {
            return;
        }
        long nanos = Math.max(0, now - from);
        record(isStore ? Subject.STORE : Subject.READ, nanos, 1);
        if (isStore && answer.isFinal()) {
            record(
                    answer == Answer.STORED || answer == Answer.ALREADY_YOURS ? Subject.STORED : Subject.TAKEN,
                    nanos,
                    1);
        }
    }

    /** Their latency is at least the time that they waited in vain; what it would have been is not known. */
    @Override
    public void neverBegun(long due, long until, long count) {
        if (due >= measuredFrom) {
            omitted.add(count);
            record(Subject.STORE, Math.max(0, until - due), count);
        }
    }

    private void record(Subject name, long nanos, long count) {
        Recorder recorder = series(name).recorder;
        if (count == 1) {
            recorder.recordValue(nanos);
        } else {
            recorder.recordValueWithCount(nanos, count);
        }
    }

    /** Looks at what came since the last look; a point of the course, unless it lies in the warm-up. */
    Report.Point look(long now) {
        Histogram all = new Histogram(DIGITS);
        series.forEach((name, one) -> {
            Histogram latest = one.look();
            if (name == Subject.STORE || name == Subject.READ) {
                all.add(latest);
            }
        });
        long from = lookedAt;
        lookedAt = now;
        double seconds = Math.max(1, now - from) / 1e9;
        Report.Point point = new Report.Point(
                ((from + now) / 2.0 - measuredFrom) / 1e9,
                finalStores.sumThenReset() / seconds,
                finalReads.sumThenReset() / seconds,
                nothings.sumThenReset() / seconds,
                millis(all, 50),
                millis(all, 99));
        Duration processorTimeNow = processorTime();
        if (from >= measuredFrom) {
            processorTime = processorTime.plus(processorTimeNow.minus(processorTimeBefore));
            if (now - from >= SHORTEST_POINT_NANOS) {
                points.add(point);
            }
        }
        processorTimeBefore = processorTimeNow;
        return point;
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getTotalCount() == 0 ? Double.NaN : histogram.getValueAtPercentile(percentile) / 1e6;
    }

    private static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** How much time processors spent on this process while it was measured; zero if the system does not tell. */
    Duration measuredProcessorTime() {
        return processorTime;
    }

    List<Report.Point> points() {
        return points;
    }

    /** All that was measured until the last look. */
    Histogram total(Subject name) {
        return series(name).total;
    }

    long omitted() {
        return omitted.sum();
    }

    long count(Turn.Kind kind, Answer answer) {
        return counter(kind, answer).sum();
    }

    /** Answers to stores or reads of any kind. */
    long count(Turn.Kind kind) {
        long sum = 0;
        for (Answer answer : Answer.values()) {
            sum += count(kind, answer);
        }
        return sum;
    }
}
