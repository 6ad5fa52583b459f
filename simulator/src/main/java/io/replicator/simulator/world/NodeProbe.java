package io.replicator.simulator.world;

import io.replicator.engine.port.Probe;
import java.util.ArrayList;
import java.util.List;

/** Counts what a driver tells, over all boots of its node. */
public final class NodeProbe implements Probe {

    private final List<String> events = new ArrayList<>();
    private int relayFailovers;
    private int recoveries;
    private int orphans;
    private int keysPulled;
    private int fastDecisions;
    private int slowDecisions;

    /** What the driver told its operator. */
    public List<String> events() {
        return events;
    }

    public int relayFailovers() {
        return relayFailovers;
    }

    public int recoveries() {
        return recoveries;
    }

    public int orphans() {
        return orphans;
    }

    public int keysPulled() {
        return keysPulled;
    }

    public int fastDecisions() {
        return fastDecisions;
    }

    public int slowDecisions() {
        return slowDecisions;
    }

    @Override
    public void decided(long micros, boolean fast) {
        if (fast) {
            fastDecisions++;
        } else {
            slowDecisions++;
        }
    }

    @Override
    public void recoveryStarted() {
        recoveries++;
    }

    @Override
    public void orphanTaken() {
        orphans++;
    }

    @Override
    public void relayFailedOver() {
        relayFailovers++;
    }

    @Override
    public void keysPulled(int count) {
        keysPulled += count;
    }

    @Override
    public void event(String text) {
        events.add(text);
    }
}
