package io.replicator.node.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Shows {@link NodeMetrics} and the basics of the JVM as Prometheus reads them. Every name is in docs/metrics.md. */
final class PrometheusPage {

    private final NodeMetrics metrics;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    PrometheusPage(NodeMetrics metrics) {
        this.metrics = metrics;
        bindCounters();
        bindDistributions();
        bindLevels();
        bindTotals();
        bindRoutes();
        bindJvm();
    }

    String scrape() {
        return registry.scrape();
    }

    private void bindCounters() {
        byOutcome("replicator.proposals", "Stores by outcome", metrics.proposals());
        byOutcome("replicator.reads", "Reads asked of the engine by outcome", metrics.reads());
        for (NodeMetrics.Event event : NodeMetrics.Event.values()) {
            FunctionCounter.builder(event.metric, metrics.events(event), LongAdder::sum)
                    .description(event.help)
                    .register(registry);
        }
    }

    private void byOutcome(String name, String help, Map<String, LongAdder> counters) {
        counters.forEach((outcome, counter) -> FunctionCounter.builder(name, counter, LongAdder::sum)
                .description(help)
                .tag("outcome", outcome)
                .register(registry));
    }

    /** Micrometer has no histogram that is counted elsewhere, so these are given to its Prometheus registry itself. */
    private void bindDistributions() {
        registry.getPrometheusRegistry().register(() -> {
            HistogramSnapshot.Builder all = HistogramSnapshot.builder()
                    .name("replicator_proposal_phase_seconds")
                    .help("The parts of a store's time");
            metrics.phases()
                    .forEach((phase, distribution) -> all.dataPoint(distribution.snapshot(
                            Labels.of("phase", phase.name().toLowerCase(Locale.ROOT)))));
            return all.build();
        });
        bind("replicator_sync_seconds", "Time of a sync of the journal", metrics.syncs());
        bind("replicator_sync_batch_entries", "Entries made durable by one sync", metrics.syncBatches());
    }

    private void bind(String name, String help, Distribution distribution) {
        registry.getPrometheusRegistry()
                .register(() -> HistogramSnapshot.builder()
                        .name(name)
                        .help(help)
                        .dataPoint(distribution.snapshot(Labels.EMPTY))
                        .build());
    }

    private void bindLevels() {
        for (NodeMetrics.Level level : NodeMetrics.Level.values()) {
            Gauge.builder(level.metric, () -> metrics.level(level))
                    .description(level.help)
                    .register(registry);
        }
    }

    private void bindTotals() {
        for (NodeMetrics.Total total : NodeMetrics.Total.values()) {
            FunctionCounter.builder(total.metric, metrics, all -> all.total(total))
                    .description(total.help)
                    .register(registry);
        }
    }

    private void bindRoutes() {
        registry.getPrometheusRegistry().register(() -> {
            CounterSnapshot.Builder all =
                    CounterSnapshot.builder().name("replicator_http_requests").help("HTTP answers by route and status");
            for (RouteMetrics route : metrics.routes()) {
                route.forEach((counter, status) -> all.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of(
                                "method", route.method(), "route", route.path(), "status", Integer.toString(status)))
                        .value((double) counter.sum())
                        .build()));
            }
            return all.build();
        });
    }

    /** Garbage collectors are asked when the page is: Micrometer's own binder would listen to every collection. */
    private void bindJvm() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            FunctionCounter.builder("jvm.gc.collections", collector, bean -> (double) bean.getCollectionCount())
                    .description("Garbage collections")
                    .tag("gc", collector.getName())
                    .register(registry);
            FunctionCounter.builder("jvm.gc.time", collector, bean -> bean.getCollectionTime() / 1000.0)
                    .description("Time spent in garbage collections")
                    .baseUnit("seconds")
                    .tag("gc", collector.getName())
                    .register(registry);
        }
    }
}
