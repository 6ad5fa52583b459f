package io.replicator.engine.world;

import io.replicator.engine.driver.Driver;
import io.replicator.engine.driver.Settings;
import io.replicator.engine.message.Message;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.port.Probe;
import io.replicator.engine.port.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One node: a production driver while it is up, and a disk that outlives it. */
public final class SimNode {

    final World world;
    final int index;
    final PeerId peer;
    public final ClusterId cluster;
    public SimDisk disk;
    /** What the driver told its operator. */
    public final List<String> events = new ArrayList<>();

    public int relayFailovers;
    public int recoveries;
    public int orphans;
    public int keysPulled;
    public int fastDecisions;
    public int slowDecisions;
    public long turns;

    private final Settings settings;
    private @Nullable Driver driver;
    private long boots;
    private long wakeAt = Long.MAX_VALUE;
    private long announcedEpoch;

    SimNode(World world, int index, PeerId peer, ClusterId cluster, Settings settings, SimDisk disk) {
        this.world = world;
        this.index = index;
        this.peer = peer;
        this.cluster = cluster;
        this.settings = settings;
        this.disk = disk;
        disk.onCommit((key, committed) -> world.history.committed(this, key, committed.pid()));
    }

    public NodeId id() {
        return new NodeId(peer, disk.store());
    }

    public boolean isUp() {
        return driver != null;
    }

    long boots() {
        return boots;
    }

    public Driver driver() {
        if (driver == null) {
            throw new IllegalStateException(this + " is down");
        }
        return driver;
    }

    public boolean isVoter() {
        return driver().standing().isVoter();
    }

    public void start() {
        long boot = ++boots;
        disk.boot(
                (micros, action) -> world.in(micros, () -> {
                    if (isUp() && boots == boot) {
                        action.run();
                    }
                }),
                (written, synced) -> turn(running -> running.journaled(written, synced)));
        Transport transport = new Transport() {
            @Override
            public void send(NodeId to, Message message) {
                world.network.send(SimNode.this, to, message);
            }

            @Override
            public void flush() {}
        };
        driver = new Driver(peer, cluster, settings, disk, transport, world.fork(), new Counting(), world.time());
        announcedEpoch = driver.standing().epoch();
        turn(_ -> {});
        world.network.notice(1000);
    }

    /** Ends the process; of what was not synced, a prefix of the given length survives. */
    public void crash(int survivors) {
        driver = null;
        wakeAt = Long.MAX_VALUE;
        disk.crash(survivors);
        world.network.stopped(this);
        world.history.crashed(this);
    }

    public void crash() {
        crash(0);
    }

    /** Loses the disk: with the same peer id, but another store. */
    public void wipe() {
        crash();
        disk = new SimDisk(world.newStore());
        disk.onCommit((key, committed) -> world.history.committed(this, key, committed.pid()));
    }

    /** Gives the driver a turn of one event. */
    public void turn(Consumer<Driver> event) {
        Driver running = driver();
        turns++;
        running.now(world.time());
        event.accept(running);
        running.endTurn();
        if (running.standing().epoch() != announcedEpoch) {
            announcedEpoch = running.standing().epoch();
            world.network.changedHello(this);
        }
        wakeUpInTime(running);
    }

    private void wakeUpInTime(Driver running) {
        long due = running.nextDue();
        if (due >= wakeAt || due == Long.MAX_VALUE) {
            return;
        }
        wakeAt = due;
        world.in(Math.max(0, due - world.time()), () -> {
            if (driver == running && wakeAt == due) {
                wakeAt = Long.MAX_VALUE;
                turn(_ -> {});
            }
        });
    }

    @Override
    public String toString() {
        return peer.text();
    }

    private final class Counting implements Probe {
        @Override
        public void decided(long micros, boolean fast) {
            fastDecisions += fast ? 1 : 0;
            slowDecisions += fast ? 0 : 1;
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
}
