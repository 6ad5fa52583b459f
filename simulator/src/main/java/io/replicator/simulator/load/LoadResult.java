package io.replicator.simulator.load;

import io.replicator.simulator.history.Contest;
import io.replicator.simulator.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What a load measured, and whether all promises were kept. */
public final class LoadResult {

    /** Of a failure's timeline. */
    private static final int MOST_EVENTS = 200;

    private final LoadPlan plan;
    private final List<Target> targets;
    private final List<Report.Cluster> network;
    private final long ended;
    private final Meter meter;
    private final Witness witness;
    private final Unknowns unknowns;
    private final List<Contest<String, String>> contests;
    private final List<List<NodeWatch.Outage>> outages;
    private final Disturbance.Account wrong;
    private final Load.Absence absence;
    private final FinalCheck.@Nullable Result check;

    /**
     * @param ended when the last operation could begin, in nanoseconds since the load began
     * @param outages of each node
     * @param wrong what was done to the nodes
     * @param absence what to make of nodes that are not there in the end
     * @param check null if a promise was broken before it
     */
    LoadResult(
            LoadPlan plan,
            List<Target> targets,
            List<Report.Cluster> network,
            long ended,
            Meter meter,
            Witness witness,
            Unknowns unknowns,
            List<Contest<String, String>> contests,
            List<List<NodeWatch.Outage>> outages,
            Disturbance.Account wrong,
            Load.Absence absence,
            FinalCheck.@Nullable Result check) {
        this.plan = plan;
        this.targets = targets;
        this.network = network;
        this.ended = ended;
        this.meter = meter;
        this.witness = witness;
        this.unknowns = unknowns;
        this.contests = contests;
        this.outages = outages;
        this.wrong = wrong;
        this.absence = absence;
        this.check = check;
    }

    /** The first broken promise, in words for people. */
    public Optional<String> broken() {
        return witness.broken().map(broken -> broken.promise().text() + ": " + broken.what());
    }

    /** Whether all promises were kept, and nothing was left that could not be checked at a node that must be there. */
    public boolean kept() {
        return broken().isEmpty()
                && wrong.problem().isEmpty()
                && check != null
                && check.open() == 0
                && check.unread() == 0
                && enoughAnswered(check);
    }

    private boolean enoughAnswered(FinalCheck.Result done) {
        return absence == Load.Absence.FAILURE
                ? done.away().isEmpty()
                : done.away().size() < targets.size();
    }

    private String away(FinalCheck.Result done) {
        return String.join(", ", done.away().stream().map(Target::name).toList());
    }

    /** What was checked in the end; null if a promise was broken before. */
    FinalCheck.@Nullable Result check() {
        return check;
    }

    List<Contest<String, String>> contests() {
        return contests;
    }

    long count(Turn.Kind kind, Answer answer) {
        return meter.count(kind, answer);
    }

    long omitted() {
        return meter.omitted();
    }

    /**
     * All of it, for people and programs.
     *
     * @param command what to type to have it again
     */
    public Report report(String command) {
        return new Report(
                "Load on " + targets.size() + " nodes",
                new Report.Verdict(kept(), sentence()),
                command,
                facts(),
                network,
                List.of(),
                new Report.Course(seconds(), meter.points(), spans()),
                shares(),
                latencies(),
                contests.stream().map(LoadResult::contention).toList(),
                checks(),
                failure());
    }

    private double seconds() {
        return Math.max(0, ended - plan.measuredFrom()) / 1e9;
    }

    private boolean isClosedLoop() {
        return plan.rate().isEmpty();
    }

    // ---- The verdict.

    private String sentence() {
        Optional<Witness.Broken> broken = witness.broken();
        if (broken.isPresent()) {
            return "A promise was broken: " + broken.get().what();
        }
        if (!wrong.problem().isEmpty()) {
            return "Not verified: " + wrong.problem() + ".";
        }
        if (check == null || check.away().size() == targets.size()) {
            return "Not verified: no node was there to be asked when the load was over.";
        }
        if (!enoughAnswered(check)) {
            return "Not verified: not there any more when the load was over: " + away(check) + ".";
        }
        if (check.open() > 0) {
            return "Not verified: the outcome of " + count(check.open(), "store")
                    + " is still unknown, since no quorum is there, or since there were too many.";
        }
        if (check.unread() > 0) {
            return "Not verified: " + count(check.unread(), "question") + " of the final check had no answer in "
                    + "30 s, since no quorum is there.";
        }
        String away = check.away().isEmpty()
                ? ""
                : " Not there to be asked: " + check.away().size() + " of " + targets.size() + " nodes.";
        return "All promises were kept: " + number(witness.history().told()) + " facts fit one winner for each key."
                + away;
    }

    private List<Report.Check> checks() {
        List<Report.Check> checks = new ArrayList<>();
        long told = witness.history().told();
        checks.add(check(Promise.ONE_REGISTER, told));
        checks.add(check(Promise.HONEST_ANSWERS, told));
        if (check != null) {
            checks.add(check(Promise.NOTHING_LOST, check.listed()));
            checks.add(check(Promise.ONE_WINNER, check.winners()));
            checks.add(check(Promise.UNKNOWN_ENDS, check.resent()));
            checks.add(check(Promise.NO_RESERVATION, check.reservations()));
        }
        return checks;
    }

    private Report.Check check(Promise promise, long times) {
        boolean held = witness.broken().stream().noneMatch(broken -> promise.failsWith(broken.promise()));
        return new Report.Check(promise.text(), promise.source(), times, held);
    }

    private Report.@Nullable Failure failure() {
        Witness.Broken broken = witness.broken().orElse(null);
        if (broken == null) {
            return null;
        }
        List<Witness.Seen> lately = witness.lately(broken.key());
        List<Witness.Seen> told = lately.subList(Math.max(0, lately.size() - MOST_EVENTS / 2), lately.size());
        record Moment(long nanos, int lane, String kind, String text) {}
        List<Moment> moments = Stream.concat(
                        told.stream()
                                .flatMap(seen -> Stream.of(
                                        new Moment(seen.begin(), seen.node(), "call", seen.asked()),
                                        new Moment(
                                                seen.end(),
                                                seen.node(),
                                                "answer",
                                                seen.asked() + ": " + seen.answer()))),
                        Stream.of(new Moment(
                                broken.at(), told.isEmpty() ? 0 : told.getLast().node(), "break", broken.what())))
                .sorted(java.util.Comparator.comparingLong(Moment::nanos))
                .toList();
        List<Report.Event> events = new ArrayList<>();
        for (Moment moment : moments) {
            events.add(new Report.Event(
                    events.size() + 1, moment.nanos() / 1e6, moment.lane(), moment.kind(), moment.text(), -1, 0));
        }
        return new Report.Failure(
                broken.promise().text(),
                broken.what(),
                List.of(
                        "All that clients asked of key " + broken.key() + " lately, at the node that they asked.",
                        "Times are from the beginning of the load, as the clients measured them."),
                targets.stream().map(Target::name).toList(),
                events);
    }

    // ---- The figures.

    private List<Report.Fact> facts() {
        List<Report.Fact> facts = new ArrayList<>();
        long stores = meter.count(Turn.Kind.STORE);
        long reads = meter.count(Turn.Kind.READ);
        double seconds = Math.max(1e-9, seconds());
        facts.add(new Report.Fact(
                "Operations",
                number(stores) + " stores and " + number(reads) + " reads in " + time(seconds())
                        + (ended < plan.end() ? ", stopped early" : "")));
        facts.add(new Report.Fact(
                "Throughput",
                String.format(
                        Locale.ROOT,
                        "%.0f final answers a second: %.0f to stores, %.0f to reads",
                        (finals(Turn.Kind.STORE) + finals(Turn.Kind.READ)) / seconds,
                        finals(Turn.Kind.STORE) / seconds,
                        finals(Turn.Kind.READ) / seconds)));
        if (plan.rate().isPresent()) {
            facts.add(new Report.Fact(
                    "Schedule",
                    plainNumber(plan.rate().getAsDouble()) + " operations a second (open loop), "
                            + (meter.omitted() == 0
                                    ? "all begun"
                                    : number(meter.omitted())
                                            + " never begun, since their nodes were too slow for it; they count as stores"
                                            + " that took at least as long as they waited")));
        } else {
            facts.add(new Report.Fact("Schedule", "each client asks as soon as it has its answer (closed loop)"));
        }
        facts.add(new Report.Fact("Latency", latencyMeaning()));
        facts.add(new Report.Fact("Clients", plan.connections() + ", each with one connection to one node"));
        facts.add(new Report.Fact("Keys", plan.keys().toString()));
        facts.add(new Report.Fact(
                "Conflicts", percent(plan.conflicts()) + " of the stores, " + plan.conflictWidth() + " clients a key"));
        facts.add(new Report.Fact("Reads", percent(plan.reads()) + " of the operations"));
        if (plan.hangUps() > 0) {
            facts.add(new Report.Fact("Hang-ups", percent(plan.hangUps()) + " of the stores"));
        }
        facts.add(new Report.Fact(
                "Values",
                plan.leastValue() == plan.mostValue()
                        ? plan.leastValue() + " bytes"
                        : plan.leastValue() + " to " + plan.mostValue() + " bytes"));
        facts.add(new Report.Fact("Warm-up", time(plan.warmUp().toMillis() / 1e3) + ", not in the figures"));
        facts.addAll(wrong.facts());
        addChecks(facts);
        facts.add(new Report.Fact("Seed", Long.toString(plan.seed())));
        facts.add(new Report.Fact(
                "Machine",
                Runtime.getRuntime().availableProcessors() + " processors, of which this process used "
                        + String.format(
                                Locale.ROOT,
                                "%.1f",
                                meter.measuredProcessorTime().toMillis() / 1e3 / seconds)
                        + ", Java " + Runtime.version() + ", "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch")));
        return facts;
    }

    private String latencyMeaning() {
        return isClosedLoop()
                ? "from the request to the whole answer (service time). A client that waits asks nothing meanwhile, so a"
                        + " stall hides the requests that it kept from being made; the corrected lines add what each"
                        + " client would have met had it gone on asking at its average pace"
                : "from the moment at which an operation was due, whether or not its client was still waiting for an"
                        + " earlier answer";
    }

    private void addChecks(List<Report.Fact> facts) {
        if (check == null) {
            facts.add(new Report.Fact("Final check", "left out, since a promise was broken before"));
            return;
        }
        facts.add(new Report.Fact(
                "Final check",
                count(check.listed(), "key") + " that somebody has, all in the lists of "
                        + count(check.lists(), "node") + "; " + number(check.takenChecked()) + " of "
                        + number(check.taken()) + " keys that one client took, and "
                        + number(check.contendedChecked()) + " of " + number(check.contended())
                        + " that several wanted, read at every node"));
        facts.add(new Report.Fact(
                "Unknown outcomes",
                number(check.resent()) + " became final when they were sent again"
                        + (check.open() == 0 ? "" : ", " + number(check.open()) + " did not")
                        + (unknowns.dropped() == 0
                                ? ""
                                : "; " + number(unknowns.dropped()) + " were more than are kept, and were not sent")));
        if (!check.away().isEmpty()) {
            facts.add(new Report.Fact("Not there", away(check) + ": could not be asked in the end"));
        }
    }

    private List<Report.Share> shares() {
        List<Report.Share> shares = new ArrayList<>();
        for (Turn.Kind kind : Turn.Kind.values()) {
            String operation = kind.name().toLowerCase(Locale.ROOT);
            for (Answer answer : Answer.values()) {
                if (meter.count(kind, answer) > 0) {
                    shares.add(new Report.Share(operation, answer.text(), meter.count(kind, answer)));
                }
            }
            if (kind == Turn.Kind.STORE && meter.omitted() > 0) {
                shares.add(new Report.Share(operation, "never begun", meter.omitted()));
            }
        }
        return shares;
    }

    private List<Report.Latency> latencies() {
        List<Report.Latency> lines = new ArrayList<>();
        for (Meter.Subject name : Meter.Subject.values()) {
            Histogram histogram = meter.total(name);
            if (histogram.getTotalCount() > 0) {
                lines.add(latency(name.text(), histogram));
            }
        }
        if (isClosedLoop()) {
            // As if each client had asked at its average pace, whatever the answers (HdrHistogram's correction).
            long operations = Math.max(1, meter.count(Turn.Kind.STORE) + meter.count(Turn.Kind.READ));
            long pace = (long) (seconds() * 1e9 * plan.connections() / operations);
            for (Meter.Subject name : List.of(Meter.Subject.STORE, Meter.Subject.READ)) {
                Histogram histogram = meter.total(name);
                if (histogram.getTotalCount() > 0 && pace > 0) {
                    lines.add(
                            latency(name.text() + ", corrected", histogram.copyCorrectedForCoordinatedOmission(pace)));
                }
            }
        }
        return lines;
    }

    private static Report.Latency latency(String operation, Histogram histogram) {
        return new Report.Latency(
                operation,
                histogram.getTotalCount(),
                histogram.getMean() / 1e6,
                histogram.getValueAtPercentile(50) / 1e6,
                histogram.getValueAtPercentile(90) / 1e6,
                histogram.getValueAtPercentile(99) / 1e6,
                histogram.getValueAtPercentile(99.9) / 1e6,
                histogram.getMaxValue() / 1e6);
    }

    private List<Report.Span> spans() {
        List<Report.Span> spans = new ArrayList<>();
        double warmUp = plan.measuredFrom() / 1e9;
        for (Report.Span fault : wrong.faults()) {
            spans.add(new Report.Span(
                    fault.what(), Math.max(0, fault.from() - warmUp), Math.max(0, fault.to() - warmUp)));
        }
        for (int i = 0; i < targets.size(); i++) {
            for (NodeWatch.Outage outage : outages.get(i)) {
                spans.add(new Report.Span(
                        targets.get(i).name() + " does not answer",
                        Math.max(0, outage.from() - plan.measuredFrom()) / 1e9,
                        Math.max(0, outage.to() - plan.measuredFrom()) / 1e9));
            }
        }
        return spans;
    }

    private static Report.Contention contention(Contest<String, String> contest) {
        return new Report.Contention(
                contest.key(),
                contest.stores(),
                contest.winner(),
                contest.timeToWinner().isPresent() ? contest.timeToWinner().getAsLong() / 1e6 : Double.NaN);
    }

    private long finals(Turn.Kind kind) {
        return Stream.of(Answer.values())
                .filter(Answer::isFinal)
                .mapToLong(answer -> meter.count(kind, answer))
                .sum();
    }

    // ---- Words.

    private static String count(long number, String noun) {
        return number(number) + " " + noun + (number == 1 ? "" : "s");
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String plainNumber(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private static String percent(double share) {
        return plainNumber(Math.round(share * 1000) / 10.0) + " %";
    }

    private static String time(double seconds) {
        return seconds < 1
                ? Duration.ofMillis(Math.round(seconds * 1000)).toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", seconds);
    }
}
