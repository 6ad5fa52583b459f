package io.replicator.simulator.world;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen, in the order of (time, sequence): of two things at one time, the one that was planned first comes
 * first. A heap with four children a place, its sort keys in arrays of their own, since it is the hottest structure of a
 * simulation. Not thread-safe.
 */
final class EventQueue {

    private static final int CHILDREN = 4;

    private long[] times = new long[1024];
    private long[] sequences = new long[1024];
    private @Nullable Runnable[] actions = new Runnable[1024];
    private int size;
    private long planned;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** The time of what comes next; {@link Long#MAX_VALUE} if nothing does. */
    long nextTime() {
        return size == 0 ? Long.MAX_VALUE : times[0];
    }

    void add(long time, Runnable action) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            sequences = Arrays.copyOf(sequences, 2 * size);
            actions = Arrays.copyOf(actions, 2 * size);
        }
        up(size++, time, planned++, action);
    }

    /** Takes out what comes next; there must be something. */
    Runnable poll() {
        Runnable first = actions[0];
        if (first == null) {
            throw new IllegalStateException("nothing is planned");
        }
        int last = --size;
        Runnable moved = actions[last];
        actions[last] = null;
        if (last > 0 && moved != null) {
            down(times[last], sequences[last], moved);
        }
        return first;
    }

    private void up(int start, long time, long sequence, Runnable action) {
        int place = start;
        while (place > 0) {
            int parent = (place - 1) / CHILDREN;
            // A new event has the highest sequence, so that only an earlier time lets it pass.
            if (times[parent] <= time) {
                break;
            }
            move(parent, place);
            place = parent;
        }
        put(place, time, sequence, action);
    }

    private void down(long time, long sequence, Runnable action) {
        int place = 0;
        while (true) {
            int first = CHILDREN * place + 1;
            if (first >= size) {
                break;
            }
            int least = first;
            int end = Math.min(first + CHILDREN, size);
            for (int child = first + 1; child < end; child++) {
                if (isBefore(child, times[least], sequences[least])) {
                    least = child;
                }
            }
            if (!isBefore(least, time, sequence)) {
                break;
            }
            move(least, place);
            place = least;
        }
        put(place, time, sequence, action);
    }

    private boolean isBefore(int place, long time, long sequence) {
        return times[place] != time ? times[place] < time : sequences[place] < sequence;
    }

    private void move(int from, int to) {
        put(to, times[from], sequences[from], actions[from]);
    }

    private void put(int place, long time, long sequence, @Nullable Runnable action) {
        times[place] = time;
        sequences[place] = sequence;
        actions[place] = action;
    }
}
