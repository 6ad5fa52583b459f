package io.replicator.simulator.fault;

import io.replicator.simulator.disk.Death;
import io.replicator.simulator.disk.DiskTiming;
import io.replicator.simulator.disk.Moment;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * One thing that goes wrong. Nodes are meant by their index, times are virtual microseconds; {@code at} counts from the
 * beginning of the bad time.
 */
public sealed interface Fault {

    long at();

    /** When it is over, or nothing more comes of it. */
    long end();

    /** The fault in words; {@code name} gives a node's name. */
    String words(IntFunction<String> name);

    /** What it is called, such as {@code crash-at-moment}. */
    default String kind() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /**
     * A node ends, and is back after a while.
     *
     * @param survivingPerMille how much survives of what may be lost
     * @param noticedAfter when the others notice that their sessions are dead; -1 if they do not before it is back
     */
    record Crash(long at, int node, Death death, int survivingPerMille, long downFor, long noticedAfter)
            implements Fault {
        @Override
        public long end() {
            return at + downFor;
        }

        @Override
        public String words(IntFunction<String> name) {
            return name.apply(node) + " " + death;
        }
    }

    /** A node ends at a moment of its work, once that moment has come so many times. */
    record CrashAtMoment(long at, int node, Moment moment, int times, int survivingPerMille, long downFor)
            implements Fault {
        @Override
        public long end() {
            return at + downFor;
        }

        @Override
        public String words(IntFunction<String> name) {
            return name.apply(node) + " is to die " + moment;
        }
    }

    /** A process does nothing for a while, and then everything at once. */
    record Pause(long at, int node, long micros) implements Fault {
        @Override
        public long end() {
            return at + micros;
        }

        @Override
        public String words(IntFunction<String> name) {
            return name.apply(node) + " is paused";
        }
    }

    /** A node loses its disk, and comes back with an empty one. */
    record Wipe(long at, int node, long downFor) implements Fault {
        @Override
        public long end() {
            return at + downFor;
        }

        @Override
        public String words(IntFunction<String> name) {
            return name.apply(node) + " loses its disk";
        }
    }

    /**
     * Ways are cut.
     *
     * @param noticedAfter when both ends notice; -1 if they do not
     */
    record Cut(long at, long micros, Ways ways, long noticedAfter) implements Fault {
        @Override
        public long end() {
            return at + micros;
        }

        @Override
        public String words(IntFunction<String> name) {
            return "cut: " + ways.words(name);
        }
    }

    /** Ways are cut and mended over and over. */
    record Flap(long at, long micros, long period, Ways ways) implements Fault {
        @Override
        public long end() {
            return at + micros;
        }

        @Override
        public String words(IntFunction<String> name) {
            return "flapping: " + ways.words(name);
        }
    }

    /** Frames take up to so much longer. */
    record Slow(long at, long micros, Ways ways, long extra) implements Fault {
        @Override
        public long end() {
            return at + micros;
        }

        @Override
        public String words(IntFunction<String> name) {
            return "slow by up to " + extra / 1000 + " ms: " + ways.words(name);
        }
    }

    /** Frames are lost and repeated. */
    record Spoil(long at, long micros, Ways ways, int lostPerMille, int repeatedPerMille) implements Fault {
        @Override
        public long end() {
            return at + micros;
        }

        @Override
        public String words(IntFunction<String> name) {
            return lostPerMille / 10 + " % lost, " + repeatedPerMille / 10 + " % repeated: " + ways.words(name);
        }
    }

    /** A disk is slow for a while. */
    record SlowDisk(long at, long micros, int node, DiskTiming timing) implements Fault {
        @Override
        public long end() {
            return at + micros;
        }

        @Override
        public String words(IntFunction<String> name) {
            return "a sync takes " + timing.sync() / 1000 + " ms or more at " + name.apply(node);
        }
    }

    /** The next write or sync fails, which ends the process; it is back after a while. */
    record FailSync(long at, int node, long downFor) implements Fault {
        @Override
        public long end() {
            return at + downFor;
        }

        @Override
        public String words(IntFunction<String> name) {
            return "the next sync fails at " + name.apply(node);
        }
    }

    /** A disk is full for a while: the process ends, and cannot start before there is room again. */
    record FullDisk(long at, long micros, int node) implements Fault {
        @Override
        public long end() {
            return at + micros;
        }

        @Override
        public String words(IntFunction<String> name) {
            return "the disk of " + name.apply(node) + " is full";
        }
    }

    /** A clock jumps, forwards or backwards. */
    record JumpClock(long at, int node, long micros) implements Fault {
        @Override
        public long end() {
            return at;
        }

        @Override
        public String words(IntFunction<String> name) {
            return "the clock of " + name.apply(node) + " jumps by " + micros / 1000 + " ms";
        }
    }

    /** From now on a clock runs fast or slow, for good. */
    record SkewClock(long at, int node, long partsPerMillion) implements Fault {
        @Override
        public long end() {
            return at;
        }

        @Override
        public String words(IntFunction<String> name) {
            return "the clock of " + name.apply(node) + " gains " + partsPerMillion + " us a second";
        }
    }
}
