package io.replicator.simulator.nemesis;

import io.replicator.simulator.containers.ContainerFailure;
import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.load.Disturbance;
import io.replicator.simulator.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Draws faults while nodes in containers are loaded, heals them before the load is over, and waits until all are well. */
public final class LoadNemesis implements Disturbance {

    private final ContainerNetwork network;
    private final Nemesis nemesis;
    private final Duration from;
    private final Duration until;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable Exception failure;
    private @Nullable Timeline timeline;
    private @Nullable Thread thread;

    /**
     * @param from when the first fault begins, from the beginning of the load
     * @param until when the last one ends at the latest
     */
    public LoadNemesis(ContainerNetwork network, Nemesis nemesis, Duration from, Duration until) {
        this.network = network;
        this.nemesis = nemesis;
        this.from = from;
        this.until = until;
    }

    @Override
    public void begin(LongSupplier clock) {
        Timeline begun = new Timeline(clock);
        timeline = begun;
        thread = Thread.ofVirtual().name("nemesis").start(() -> torment(begun));
    }

    private void torment(Timeline begun) {
        Troubles troubles = new Troubles(begun);
        try {
            if (!over.await(from.toNanos(), TimeUnit.NANOSECONDS)) {
                troubles.play(
                        nemesis,
                        time -> !over.await(time.toNanos(), TimeUnit.NANOSECONDS) && begun.now() < until.toNanos());
            }
        } catch (Exception e) {
            // A command that was under way when the person typed Ctrl-C fails; all is undone below.
            if (over.getCount() > 0) {
                failure = e;
            }
        }
        try {
            troubles.endAll();
        } catch (Exception e) {
            failure = e;
        }
    }

    @Override
    public Account end() throws InterruptedException {
        over.countDown();
        Objects.requireNonNull(thread).join();
        Timeline noted = Objects.requireNonNull(timeline);
        long healed = noted.now();
        List<String> problems = new ArrayList<>();
        if (failure != null) {
            problems.add("a fault could not be begun or undone: " + failure.getMessage());
        }
        boolean calm = isCalm(problems);
        problems.addAll(network.unforeseenEnds());
        List<Report.Span> spans = noted.spans();
        long faults = spans.stream().filter(span -> span.to() > span.from()).count();
        String after = String.format(Locale.ROOT, "%.1f s", (noted.now() - healed) / 1e9);
        return new Account(
                spans,
                List.of(
                        new Report.Fact(
                                "Faults", faults + (failure == null ? ", all undone before the final check" : "")),
                        new Report.Fact(
                                "After the load",
                                (calm ? "" : "not ") + "all nodes ready and in contact with all others within "
                                        + after)),
                String.join("; ", problems));
    }

    /** The failure names what was missing when patience ended: by now it may be there. */
    private boolean isCalm(List<String> problems) throws InterruptedException {
        try {
            network.awaitCalm();
            return true;
        } catch (ContainerFailure e) {
            problems.add("although all is healed, " + e.getMessage());
            return false;
        }
    }
}
