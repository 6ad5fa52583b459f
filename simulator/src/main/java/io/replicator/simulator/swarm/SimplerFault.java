package io.replicator.simulator.swarm;

import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.fault.Ways;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;

/** Faults that are a little simpler than another one: shorter, on fewer ways, with less by chance. */
final class SimplerFault {

    /** Shorter is not simpler. */
    private static final long SHORT_MICROS = 1_000;

    private final List<Fault> simpler = new ArrayList<>();

    private SimplerFault() {}

    /** What to try instead of a fault, the simplest first. Each differs in one value. */
    static List<Fault> of(Fault fault) {
        SimplerFault all = new SimplerFault();
        all.vary(fault);
        return all.simpler;
    }

    private void vary(Fault fault) {
        switch (fault) {
            case Fault.Crash f -> {
                shorter(f.downFor(), micros -> crash(f, f.survivingPerMille(), micros, f.noticedAfter()));
                if (f.survivingPerMille() > 0) {
                    simpler.add(crash(f, 0, f.downFor(), f.noticedAfter()));
                }
                if (f.noticedAfter() >= 0) {
                    simpler.add(crash(f, f.survivingPerMille(), f.downFor(), -1));
                }
            }
            case Fault.CrashAtMoment f -> {
                shorter(f.downFor(), micros -> crash(f, f.times(), f.survivingPerMille(), micros));
                if (f.survivingPerMille() > 0) {
                    simpler.add(crash(f, f.times(), 0, f.downFor()));
                }
                if (f.times() > 1) {
                    simpler.add(crash(f, f.times() / 2, f.survivingPerMille(), f.downFor()));
                }
            }
            case Fault.Pause f -> shorter(f.micros(), micros -> new Fault.Pause(f.at(), f.node(), micros));
            case Fault.Wipe f -> shorter(f.downFor(), micros -> new Fault.Wipe(f.at(), f.node(), micros));
            case Fault.Cut f -> {
                shorter(f.micros(), micros -> new Fault.Cut(f.at(), micros, f.ways(), f.noticedAfter()));
                fewer(f.ways(), ways -> new Fault.Cut(f.at(), f.micros(), ways, f.noticedAfter()));
                if (f.noticedAfter() >= 0) {
                    simpler.add(new Fault.Cut(f.at(), f.micros(), f.ways(), -1));
                }
            }
            case Fault.Flap f -> {
                simpler.add(new Fault.Cut(f.at(), f.micros(), f.ways(), -1));
                shorter(f.micros(), micros -> new Fault.Flap(f.at(), micros, f.period(), f.ways()));
                fewer(f.ways(), ways -> new Fault.Flap(f.at(), f.micros(), f.period(), ways));
            }
            case Fault.Slow f -> {
                shorter(f.micros(), micros -> new Fault.Slow(f.at(), micros, f.ways(), f.extra()));
                shorter(f.extra(), extra -> new Fault.Slow(f.at(), f.micros(), f.ways(), extra));
                fewer(f.ways(), ways -> new Fault.Slow(f.at(), f.micros(), ways, f.extra()));
            }
            case Fault.Spoil f -> varySpoil(f);
            case Fault.SlowDisk f ->
                shorter(f.micros(), micros -> new Fault.SlowDisk(f.at(), micros, f.node(), f.timing()));
            case Fault.FailSync f -> shorter(f.downFor(), micros -> new Fault.FailSync(f.at(), f.node(), micros));
            case Fault.FullDisk f -> shorter(f.micros(), micros -> new Fault.FullDisk(f.at(), micros, f.node()));
            case Fault.JumpClock f -> shorter(f.micros(), micros -> new Fault.JumpClock(f.at(), f.node(), micros));
            case Fault.SkewClock f ->
                shorter(f.partsPerMillion(), parts -> new Fault.SkewClock(f.at(), f.node(), parts));
        }
    }

    private void varySpoil(Fault.Spoil f) {
        if (f.repeatedPerMille() > 0 && f.lostPerMille() > 0) {
            simpler.add(new Fault.Spoil(f.at(), f.micros(), f.ways(), f.lostPerMille(), 0));
            simpler.add(new Fault.Spoil(f.at(), f.micros(), f.ways(), 0, f.repeatedPerMille()));
        }
        shorter(
                f.micros(),
                micros -> new Fault.Spoil(f.at(), micros, f.ways(), f.lostPerMille(), f.repeatedPerMille()));
        fewer(f.ways(), ways -> new Fault.Spoil(f.at(), f.micros(), ways, f.lostPerMille(), f.repeatedPerMille()));
    }

    private static Fault crash(Fault.Crash f, int survivingPerMille, long downFor, long noticedAfter) {
        return new Fault.Crash(f.at(), f.node(), f.death(), survivingPerMille, downFor, noticedAfter);
    }

    private static Fault crash(Fault.CrashAtMoment f, int times, int survivingPerMille, long downFor) {
        return new Fault.CrashAtMoment(f.at(), f.node(), f.moment(), times, survivingPerMille, downFor);
    }

    private void shorter(long micros, LongFunction<Fault> with) {
        if (Math.abs(micros) > SHORT_MICROS) {
            simpler.add(with.apply(micros / 2));
        }
    }

    /** One direction instead of two, and one node less at either end. */
    private void fewer(Ways ways, Function<Ways, Fault> with) {
        if (ways.back()) {
            simpler.add(with.apply(new Ways(ways.from(), ways.to(), false)));
        }
        for (int i = 0; ways.from().size() > 1 && i < ways.from().size(); i++) {
            simpler.add(with.apply(new Ways(without(ways.from(), i), ways.to(), ways.back())));
        }
        for (int i = 0; ways.to().size() > 1 && i < ways.to().size(); i++) {
            simpler.add(with.apply(new Ways(ways.from(), without(ways.to(), i), ways.back())));
        }
    }

    private static List<Integer> without(List<Integer> nodes, int place) {
        List<Integer> fewer = new ArrayList<>(nodes);
        fewer.subList(place, place + 1).clear();
        return fewer;
    }
}
