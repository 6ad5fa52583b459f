package io.replicator.simulator.world;

import io.replicator.engine.driver.Driver;
import io.replicator.engine.driver.Settings;
import io.replicator.engine.membership.Admission;
import io.replicator.engine.message.Message;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.port.Journal;
import io.replicator.engine.port.Transport;
import io.replicator.simulator.disk.Death;
import io.replicator.simulator.disk.DiskWorld;
import io.replicator.simulator.disk.Moment;
import io.replicator.simulator.disk.SimDisk;
import io.replicator.simulator.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One node: a production driver while it is up, and a disk that outlives it. Not thread-safe. */
public final class SimNode {

    private static final long MILLION = 1_000_000;

    final World world;
    public final int index;
    public final PeerId peer;
    public final ClusterId cluster;

    private final Settings settings;
    private final RandomStream random;
    private SimDisk disk;
    private NodeId id;
    private @Nullable Driver driver;
    /** Whom this process met; gone with it. */
    private Admission admission = new Admission();

    private final NodeProbe probe = new NodeProbe();
    private long boots;
    private long turns;
    private long wakeAt = Long.MAX_VALUE;
    private long announcedEpoch;
    private long pausedUntil;
    private boolean punctual = true;

    private long clockOffset;
    private long clockPartsPerMillion;
    private long skewedSince;
    /** What the process read last: its clock never goes back, but stands still until it has caught up. */
    private long clockRead;

    private @Nullable Moment fatalMoment;
    private int momentsLeft;
    private Consumer<SimNode> atMoment = _ -> {};
    private Consumer<SimNode> onFailure = _ -> {};

    /** What this turn says, by the index of the receiver, and to whom it says anything, in order. */
    private final List<@Nullable List<Message>> outgoing = new ArrayList<>();

    private final List<SimNode> receivers = new ArrayList<>();
    private final List<ClientStore> openStores = new ArrayList<>();
    private final List<ClientRead> openReads = new ArrayList<>();

    SimNode(World world, int index, PeerId peer, ClusterId cluster, Settings settings, RandomStream random) {
        this.world = world;
        this.index = index;
        this.peer = peer;
        this.cluster = cluster;
        this.settings = settings;
        this.random = random;
        this.disk = newDisk();
        this.id = new NodeId(peer, disk.store());
    }

    private SimDisk newDisk() {
        return new SimDisk(new StoreId(random.nextLong(), random.nextLong()), random.fork(1), new DiskSurroundings());
    }

    // ---- What it is.

    /** The peer with its present data folder. */
    public NodeId id() {
        return id;
    }

    public SimDisk disk() {
        return disk;
    }

    public NodeProbe probe() {
        return probe;
    }

    public boolean isUp() {
        return driver != null;
    }

    /**
     * The production driver.
     *
     * @throws IllegalStateException if the node is down
     */
    public Driver driver() {
        if (driver == null) {
            throw new IllegalStateException(this + " is down");
        }
        return driver;
    }

    public boolean isVoter() {
        return driver().standing().isVoter();
    }

    /** Counts the starts of this peer, over all of its data folders. */
    public long boots() {
        return boots;
    }

    /** Counts the turns of this peer's drivers. */
    public long turns() {
        return turns;
    }

    Admission admission() {
        return admission;
    }

    // ---- Its process.

    public void start() {
        boots++;
        clockRead = Long.MIN_VALUE;
        disk.boot();
        admission = new Admission();
        Driver started =
                new Driver(peer, cluster, settings, disk, new Outgoing(), random.fork(2 + boots), probe, localTime());
        driver = started;
        announcedEpoch = started.standing().epoch();
        world.started(this);
        turn(_ -> {});
        world.sessions().notice(this, World.CONNECT_MICROS);
    }

    /** Ends the process; of what it may lose, so many entries survive. */
    public void crash(Death death, int survivors) {
        driver = null;
        wakeAt = Long.MAX_VALUE;
        fatalMoment = null;
        pausedUntil = 0;
        receivers.forEach(receiver -> outgoing.set(receiver.index, null));
        receivers.clear();
        switch (death) {
            case KILL -> disk.kill(Math.min(survivors, disk.unwritten()));
            case POWER_LOSS -> disk.losePower(Math.min(survivors, disk.unsynced()));
        }
        openStores.forEach(ClientStore::lose);
        openStores.clear();
        openReads.forEach(ClientRead::lose);
        openReads.clear();
        world.stopped(this, death);
    }

    /** The machine ends, and everything that was not synced is lost. */
    public void crash() {
        crash(Death.POWER_LOSS, 0);
    }

    /** Ends the process at the given moment, once it has come so many times: then the action must crash the node. */
    public void crashAt(Moment moment, int times, Consumer<SimNode> action) {
        fatalMoment = moment;
        momentsLeft = times;
        atMoment = action;
    }

    /** Does not end at any moment any more. */
    public void forgetMoment() {
        fatalMoment = null;
    }

    /** What happens when a write or a sync fails, besides that the process ends. */
    public void onFailure(Consumer<SimNode> action) {
        onFailure = action;
    }

    /** Loses the disk: with the same peer id, but another store. The node must be down. */
    public void wipe() {
        if (isUp()) {
            crash();
        }
        disk = newDisk();
        id = new NodeId(peer, disk.store());
    }

    /** Whether it was never paused and its clock never disturbed, so that it must answer in time. */
    public boolean isPunctual() {
        return punctual;
    }

    /** The process does nothing for so long, and then everything at once. */
    public void pause(long micros) {
        punctual = false;
        pausedUntil = Math.max(pausedUntil, world.time() + micros);
    }

    public boolean isPaused() {
        return pausedUntil > world.time();
    }

    // ---- Its clock.

    /** The clock jumps by so much, forwards or backwards. */
    public void jumpClock(long micros) {
        punctual = false;
        clockOffset += micros;
        if (isUp()) {
            wakeAt = Long.MAX_VALUE;
            wakeUpInTime(driver());
        }
    }

    /** From now on the clock gains so many microseconds in a second. */
    public void skewClock(long partsPerMillion) {
        punctual = false;
        long time = world.time();
        clockOffset += (time - skewedSince) * clockPartsPerMillion / MILLION;
        clockPartsPerMillion = partsPerMillion;
        skewedSince = time;
    }

    private long localTime() {
        clockRead = Math.max(clockRead, clock());
        return clockRead;
    }

    private long clock() {
        long time = world.time();
        return time + clockOffset + (time - skewedSince) * clockPartsPerMillion / MILLION;
    }

    /** When, in the world's time, the clock will show a time that it has not reached yet. */
    private long whenClockShows(long local) {
        return world.time() + Math.max(0, local - clock()) * MILLION / (MILLION + clockPartsPerMillion) + 1;
    }

    // ---- Its turns.

    /** Gives the driver a turn of one event; later, if the process is paused. Nothing happens to a node that is down. */
    public void turn(Consumer<Driver> event) {
        Driver running = driver;
        if (running == null) {
            return;
        }
        if (isPaused()) {
            long boot = boots;
            world.at(pausedUntil, () -> {
                if (boots == boot) {
                    turn(event);
                }
            });
            return;
        }
        turns++;
        try {
            running.now(localTime());
            event.accept(running);
            if (reached(Moment.AFTER_HANDLING) || driver != running) {
                return;
            }
            running.endTurn();
        } catch (Broken broken) {
            throw broken;
        } catch (RuntimeException thrown) {
            throw new Broken(World.ASSERTIONS, this + " stopped itself: " + thrown.getMessage(), thrown);
        }
        if (driver != running || reached(Moment.AFTER_SENDING)) {
            return;
        }
        if (running.standing().epoch() != announcedEpoch) {
            announcedEpoch = running.standing().epoch();
            world.sessions().changedHello(this);
        }
        wakeUpInTime(running);
    }

    private boolean reached(Moment moment) {
        if (fatalMoment != moment || --momentsLeft > 0) {
            return false;
        }
        fatalMoment = null;
        atMoment.accept(this);
        return !isUp();
    }

    private void wakeUpInTime(Driver running) {
        long due = running.nextDue();
        if (due == Long.MAX_VALUE) {
            return;
        }
        long at = due <= localTime() ? world.time() : whenClockShows(due);
        if (at < wakeAt) {
            wakeAt = at;
            world.at(at, new Wake(running, at));
        }
    }

    /** Wakes the driver up for its timers; void when an earlier one was planned since. */
    private final class Wake implements Runnable {
        private final Driver running;
        private final long at;

        Wake(Driver running, long at) {
            this.running = running;
            this.at = at;
        }

        @Override
        public void run() {
            if (driver != running || wakeAt != at) {
                return;
            }
            wakeAt = Long.MAX_VALUE;
            if (running.nextDue() > localTime()) {
                wakeUpInTime(running);
            } else if (isPaused()) {
                wakeAt = pausedUntil;
                world.at(pausedUntil, new Wake(running, pausedUntil));
            } else {
                world.trace().woke(SimNode.this);
                turn(_ -> {});
            }
        }
    }

    // ---- Its clients.

    void serve(ClientStore store) {
        openStores.add(store);
    }

    void serve(ClientRead read) {
        openReads.add(read);
    }

    void served(ClientStore store) {
        openStores.remove(store);
    }

    void served(ClientRead read) {
        openReads.remove(read);
    }

    /** What clients wait for here. */
    public List<Object> openCalls() {
        List<Object> open = new ArrayList<>(openStores);
        open.addAll(openReads);
        return open;
    }

    long deadline(long timeoutMicros) {
        return localTime() + timeoutMicros;
    }

    @Override
    public String toString() {
        return peer.text();
    }

    /** Collects what a turn says, a frame for each receiver, as the production transport does. */
    private final class Outgoing implements Transport {
        private final long boot = boots;

        @Override
        public void send(NodeId to, Message message) {
            SimNode receiver = world.sessions().receiver(SimNode.this, to);
            if (boot != boots || !isUp() || receiver == null) {
                return;
            }
            world.sent(SimNode.this, to, message);
            while (outgoing.size() <= receiver.index) {
                outgoing.add(null);
            }
            List<Message> frame = outgoing.get(receiver.index);
            if (frame == null) {
                frame = new ArrayList<>(2);
                outgoing.set(receiver.index, frame);
                receivers.add(receiver);
            }
            frame.add(message);
        }

        @Override
        public void flush() {
            for (SimNode receiver : receivers) {
                List<Message> frame = outgoing.get(receiver.index);
                outgoing.set(receiver.index, null);
                if (frame != null) {
                    world.transmit(SimNode.this, receiver, frame);
                }
            }
            receivers.clear();
        }
    }

    /** What the disk asks of the node that it belongs to. */
    private final class DiskSurroundings implements DiskWorld {
        @Override
        public void in(long micros, Runnable action) {
            long boot = boots;
            world.in(micros, () -> {
                if (isUp() && boots == boot) {
                    action.run();
                }
            });
        }

        @Override
        public void journaled(long written, long synced) {
            world.trace().synced(SimNode.this, written, synced);
            turn(running -> running.journaled(written, synced));
        }

        @Override
        public void appended(Journal.Entry entry) {
            world.appended(SimNode.this, entry);
        }

        @Override
        public boolean expects(Moment moment) {
            return fatalMoment == moment;
        }

        @Override
        public boolean reached(Moment moment) {
            return SimNode.this.reached(moment);
        }

        @Override
        public void failed(String how) {
            world.trace().note(SimNode.this, how + ": the process ends");
            crash(Death.POWER_LOSS, random.nextInt(disk.unsynced() + 1));
            onFailure.accept(SimNode.this);
        }
    }
}
