package io.replicator.node.app;

import io.replicator.engine.port.Probe;
import io.replicator.node.metrics.NodeMetrics;
import io.replicator.node.metrics.NodeMetrics.Event;
import io.replicator.node.metrics.NodeMetrics.Phase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what the engine tells into metrics and into the few lines that an operator reads. */
final class MeteredProbe implements Probe {

    private static final Logger LOG = LoggerFactory.getLogger("io.replicator.engine");
    private static final long NANOS_PER_MICRO = 1000;

    private final NodeMetrics metrics;

    MeteredProbe(NodeMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void votedLocally(long micros) {
        metrics.took(Phase.LOCAL_VOTE, micros * NANOS_PER_MICRO);
    }

    @Override
    public void decided(long micros, boolean fast) {
        metrics.took(Phase.QUORUM, micros * NANOS_PER_MICRO);
    }

    @Override
    public void ballotStarted(long round) {
        metrics.count(Event.CLASSIC_BALLOT);
    }

    @Override
    public void recoveryStarted() {
        metrics.count(Event.RECOVERY);
    }

    @Override
    public void orphanTaken() {
        metrics.count(Event.SWEPT_KEY);
    }

    @Override
    public void relayFailedOver() {
        metrics.count(Event.RELAY_FAILOVER);
    }

    @Override
    public void event(String text) {
        LOG.info("{}", text);
    }
}
