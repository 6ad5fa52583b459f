package io.replicator.simulator.nemesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Begins faults, ends them, and notes both. One thread at a time. */
public final class Troubles {

    private final Timeline timeline;
    private final Map<Fault, Timeline.Entry> open = new LinkedHashMap<>();

    public Troubles(Timeline timeline) {
        this.timeline = timeline;
    }

    public void begin(Fault fault) throws Exception {
        open.put(fault, timeline.begins(fault.toString()));
        fault.begin();
    }

    /** Undoes a fault; one that could not be undone is still there, and may be tried again. */
    public void end(Fault fault) throws Exception {
        Timeline.Entry entry = open.get(fault);
        if (entry != null) {
            fault.end();
            timeline.ends(entry);
            open.remove(fault);
        }
    }

    /** Undoes every fault that is left, and notes that; then throws what came first, if anything. */
    public void endAll() throws Exception {
        @Nullable Exception first = null;
        for (Fault fault : List.copyOf(open.keySet())) {
            try {
                end(fault);
            } catch (Exception e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
        timeline.notes("nothing is wrong any more");
    }

    /** Lets time pass between two looks. */
    public interface Pause {

        /** Returns whether to go on. */
        boolean pass(Duration time) throws Exception;
    }

    /** Faults that are drawn, several at a time, until a pause says that it is over; all of them are undone then. */
    public void play(Nemesis nemesis, Pause pause) throws Exception {
        record Going(Nemesis.Drawn drawn, long until) {}
        List<Going> going = new ArrayList<>();
        Nemesis.Drawn next = nemesis.draw();
        do {
            for (Going one : List.copyOf(going)) {
                if (timeline.now() > one.until()) {
                    end(one.drawn().fault());
                    nemesis.isOver(one.drawn());
                    going.remove(one);
                }
            }
            if (going.size() < Nemesis.AT_ONCE && nemesis.mayBegin(next)) {
                going.add(new Going(next, timeline.now() + next.time().toNanos()));
                nemesis.begins(next);
                begin(next.fault());
                next = nemesis.draw();
            }
        } while (pause.pass(nemesis.rest()));
        for (Going one : going) {
            end(one.drawn().fault());
        }
    }
}
