package io.replicator.simulator.load;

/** A clock that moves when it is told to, or when somebody waits for it. */
final class FakeTime implements Time {

    private long now;

    @Override
    public long now() {
        return now;
    }

    @Override
    public boolean await(long moment) {
        now = Math.max(now, moment);
        return true;
    }

    void pass(long nanos) {
        now += nanos;
    }
}
