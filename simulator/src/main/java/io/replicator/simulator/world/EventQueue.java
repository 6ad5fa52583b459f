package io.replicator.simulator.world;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen, in the order of (time, sequence): of two things at one time, the one that was planned first comes
 * first. A heap with four children a place, whose sort keys stand beside each other, since it is the hottest structure of a
 * simulation: the keys of all children of a place fill one cache line. Not thread-safe.
 */
final class EventQueue {

    private static final int CHILDREN = 4;

    /** For each place its time and its sequence. */
    private long[] keys = new long[2048];

    private @Nullable Runnable[] actions = new Runnable[1024];
    private int size;
    private long planned;

    int size() {
        return size;
    }

    /** The time of what comes next; {@link Long#MAX_VALUE} if nothing does. */
    long nextTime() {
        return size == 0 ? Long.MAX_VALUE : keys[0];
    }

    void add(long time, Runnable action) {
        if (size == actions.length) {
            keys = Arrays.copyOf(keys, 4 * size);
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
        if (last > 0) {
            down(keys[2 * last], keys[2 * last + 1], moved);
        }
        return first;
    }

    private void up(int start, long time, long sequence, Runnable action) {
        int place = start;
        while (place > 0) {
            int parent = (place - 1) / CHILDREN;
            // A new event has the highest sequence, so that only an earlier time lets it pass.
            if (keys[2 * parent] <= time) {
                break;
            }
            move(parent, place);
            place = parent;
        }
        put(place, time, sequence, action);
    }

    private void down(long time, long sequence, @Nullable Runnable action) {
        int place = 0;
        while (true) {
            int first = CHILDREN * place + 1;
            if (first >= size) {
                break;
            }
            int least = first;
            int end = Math.min(first + CHILDREN, size);
            for (int child = first + 1; child < end; child++) {
                if (isBefore(child, keys[2 * least], keys[2 * least + 1])) {
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
        long other = keys[2 * place];
        return other != time ? other < time : keys[2 * place + 1] < sequence;
    }

    private void move(int from, int to) {
        put(to, keys[2 * from], keys[2 * from + 1], actions[from]);
    }

    private void put(int place, long time, long sequence, @Nullable Runnable action) {
        keys[2 * place] = time;
        keys[2 * place + 1] = sequence;
        actions[place] = action;
    }
}
