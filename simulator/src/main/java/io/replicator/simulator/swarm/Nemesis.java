package io.replicator.simulator.swarm;

import io.replicator.simulator.disk.Death;
import io.replicator.simulator.disk.DiskTiming;
import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.fault.Ways;
import io.replicator.simulator.world.SimNode;
import io.replicator.simulator.world.World;
import java.util.List;
import java.util.Locale;

/** Has the faults of a plan happen to a world, and heals it. */
final class Nemesis {

    private static final int WHOLE = 1000;
    private static final double MICROS_PER_MILLI = 1000;

    private final World world;
    private final List<DiskTiming> disks;
    /** Whether the bad time is over: what comes late has no effect any more. */
    private boolean over;

    Nemesis(World world, List<DiskTiming> disks) {
        this.world = world;
        this.disks = disks;
    }

    /** Plans all faults, counted from now. */
    void plan(List<Fault> faults) {
        long now = world.time();
        for (Fault fault : faults) {
            world.at(now + fault.at(), () -> {
                if (!over) {
                    world.trace().fault(-1, words(fault));
                    begin(fault);
                }
            });
        }
    }

    private String words(Fault fault) {
        String what = fault.words(index -> world.node(index).toString());
        long micros = fault.end() - fault.at();
        boolean ends = fault instanceof Fault.Crash
                || fault instanceof Fault.CrashAtMoment
                || fault instanceof Fault.Wipe
                || fault instanceof Fault.FailSync;
        String span = String.format(Locale.ROOT, "%.1f ms", micros / MICROS_PER_MILLI);
        return micros == 0 ? what : what + (ends ? ", back after " : ", for ") + span;
    }

    private void begin(Fault fault) {
        switch (fault) {
            case Fault.Crash crash -> crash(crash);
            case Fault.CrashAtMoment crash -> crashAt(crash);
            case Fault.Pause pause -> world.node(pause.node()).pause(pause.micros());
            case Fault.Wipe wipe -> {
                SimNode node = world.node(wipe.node());
                node.wipe();
                startLater(node, wipe.downFor());
            }
            case Fault.Cut cut -> cut(cut.ways(), cut.micros(), cut.noticedAfter());
            case Fault.Flap flap -> flap(flap.ways(), flap.period(), world.time() + flap.micros());
            case Fault.Slow slow ->
                during(
                        slow.micros(),
                        slow.ways(),
                        (a, b) -> world.links().slow(a, b, slow.extra()),
                        (a, b) -> world.links().slow(a, b, 0));
            case Fault.Spoil spoil ->
                during(
                        spoil.micros(),
                        spoil.ways(),
                        (a, b) -> world.links().spoil(a, b, spoil.lostPerMille(), spoil.repeatedPerMille()),
                        (a, b) -> world.links().spoil(a, b, 0, 0));
            case Fault.SlowDisk slow -> {
                SimNode node = world.node(slow.node());
                node.disk().timing(slow.timing());
                later(slow.micros(), () -> node.disk().timing(disks.get(node.index)));
            }
            case Fault.FailSync fail -> {
                SimNode node = world.node(fail.node());
                node.onFailure(failed -> startLater(failed, fail.downFor()));
                node.disk().failNext();
            }
            case Fault.FullDisk full -> {
                SimNode node = world.node(full.node());
                node.disk().fill(true);
                later(full.micros(), () -> {
                    node.disk().fill(false);
                    start(node);
                });
            }
            case Fault.JumpClock jump -> world.node(jump.node()).jumpClock(jump.micros());
            case Fault.SkewClock skew -> world.node(skew.node()).skewClock(skew.partsPerMillion());
        }
    }

    private void crash(Fault.Crash crash) {
        SimNode node = world.node(crash.node());
        if (node.isUp()) {
            crash(node, crash.death(), crash.survivingPerMille());
            if (crash.noticedAfter() >= 0) {
                world.sessions().notice(node, crash.noticedAfter() + 1);
            }
            startLater(node, crash.downFor());
        }
    }

    private void crashAt(Fault.CrashAtMoment crash) {
        world.node(crash.node()).crashAt(crash.moment(), crash.times(), node -> {
            crash(node, Death.POWER_LOSS, crash.survivingPerMille());
            startLater(node, crash.downFor());
        });
    }

    private static void crash(SimNode node, Death death, int survivingPerMille) {
        int exposed =
                death == Death.KILL ? node.disk().unwritten() : node.disk().unsynced();
        node.crash(death, (exposed * survivingPerMille + WHOLE / 2) / WHOLE);
    }

    private void cut(Ways ways, long micros, long noticedAfter) {
        ways.forEach(world.links()::cut);
        if (noticedAfter >= 0) {
            notice(ways, noticedAfter);
        }
        later(micros, () -> {
            ways.forEach(world.links()::mend);
            notice(ways, 0);
        });
    }

    private void notice(Ways ways, long within) {
        ways.forEach((from, to) -> {
            world.sessions().noticeLater(world.node(from), world.node(to), within + 1);
            world.sessions().noticeLater(world.node(to), world.node(from), within + 1);
        });
    }

    private void flap(Ways ways, long period, long end) {
        if (!over && world.time() < end) {
            cut(ways, period / 2, -1);
            world.in(period, () -> flap(ways, period, end));
        }
    }

    private void during(long micros, Ways ways, Ways.Action begin, Ways.Action end) {
        ways.forEach(begin);
        later(micros, () -> ways.forEach(end));
    }

    private void later(long micros, Runnable action) {
        world.in(micros, () -> {
            if (!over) {
                action.run();
            }
        });
    }

    private void startLater(SimNode node, long downFor) {
        later(downFor, () -> start(node));
    }

    private static void start(SimNode node) {
        if (!node.isUp() && !node.disk().isFull()) {
            node.start();
        }
    }

    /** Takes away every fault but those of the clocks, and has all nodes run but the given ones, which are down. */
    void heal(List<SimNode> absent) {
        over = true;
        world.links().heal();
        for (SimNode node : world.nodes()) {
            node.disk().fill(false);
            node.disk().forgiveFailure();
            node.disk().timing(disks.get(node.index));
            node.forgetMoment();
            node.onFailure(_ -> {});
            if (absent.contains(node)) {
                if (node.isUp()) {
                    crash(node, Death.POWER_LOSS, WHOLE / 2);
                }
            } else {
                start(node);
            }
        }
        world.sessions().noticeAll(World.SECOND / 2);
    }
}
