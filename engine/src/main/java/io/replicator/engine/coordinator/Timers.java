package io.replicator.engine.coordinator;

import java.util.ArrayList;
import java.util.List;

/**
 * Timers in the order of (due time, creation), so that equal times fire alike in every run. A binary heap whose entries
 * know their place: cancelling leaves nothing behind, which matters since nearly every timer of a store is cancelled.
 * Not thread-safe.
 */
public final class Timers {

    /** One pending call. */
    public final class Timer {
        private final long due;
        private final long order;
        private final Runnable action;
        private int place = -1;

        private Timer(long due, long order, Runnable action) {
            this.due = due;
            this.order = order;
            this.action = action;
        }

        /** Takes the call back, if it has not happened yet. */
        public void cancel() {
            if (place >= 0) {
                removeAt(place);
            }
        }

        private boolean isBefore(Timer other) {
            return due != other.due ? due < other.due : order < other.order;
        }
    }

    private final List<Timer> heap = new ArrayList<>();
    private long created;

    /** Has the action run once {@link #fire} is called with a time at or after {@code dueMicros}. */
    public Timer at(long dueMicros, Runnable action) {
        Timer timer = new Timer(dueMicros, created++, action);
        heap.add(timer);
        timer.place = heap.size() - 1;
        up(timer.place);
        return timer;
    }

    /** When the next timer is due; {@link Long#MAX_VALUE} if there is none. */
    public long nextDue() {
        return heap.isEmpty() ? Long.MAX_VALUE : heap.getFirst().due;
    }

    /** Runs everything that is due. */
    public void fire(long nowMicros) {
        while (!heap.isEmpty() && heap.getFirst().due <= nowMicros) {
            Timer timer = heap.getFirst();
            removeAt(0);
            timer.action.run();
        }
    }

    private void removeAt(int place) {
        Timer removed = heap.get(place);
        removed.place = -1;
        Timer last = heap.removeLast();
        if (last != removed) {
            put(last, place);
            down(place);
            up(last.place);
        }
    }

    private void up(int start) {
        int place = start;
        Timer timer = heap.get(place);
        while (place > 0 && timer.isBefore(heap.get((place - 1) / 2))) {
            put(heap.get((place - 1) / 2), place);
            place = (place - 1) / 2;
        }
        put(timer, place);
    }

    private void down(int start) {
        int place = start;
        Timer timer = heap.get(place);
        while (true) {
            int child = 2 * place + 1;
            if (child >= heap.size()) {
                break;
            }
            if (child + 1 < heap.size() && heap.get(child + 1).isBefore(heap.get(child))) {
                child++;
            }
            if (!heap.get(child).isBefore(timer)) {
                break;
            }
            put(heap.get(child), place);
            place = child;
        }
        put(timer, place);
    }

    private void put(Timer timer, int place) {
        heap.set(place, timer);
        timer.place = place;
    }
}
