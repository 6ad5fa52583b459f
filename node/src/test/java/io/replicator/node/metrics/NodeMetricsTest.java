package io.replicator.node.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.StoreOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NodeMetricsTest {

    private static final TxId TX = new TxId("t");
    private static final Pid PID = new Pid(Hash256.ZERO);

    private final NodeMetrics metrics = new NodeMetrics();

    @Test
    void countsEveryOutcomeByItsName() {
        metrics.proposed(new StoreOutcome.Stored(TX, PID));
        metrics.proposed(new StoreOutcome.AlreadyYours(TX, PID));
        metrics.proposed(new StoreOutcome.KeyExists(TX, TX, PID, false));
        metrics.proposed(new StoreOutcome.KeyReserved(TX, TX, PID, false));
        metrics.proposed(new StoreOutcome.Unknown(TX));
        metrics.proposed(new StoreOutcome.NotAttempted(TX, "why"));
        metrics.proposed(new StoreOutcome.TxReused(TX, PID));
        metrics.proposed(new StoreOutcome.TxReused(TX, PID));
        metrics.read(new ReadOutcome.Found(new KeyState.Committed(PID, TX, Value.EMPTY)));
        metrics.read(new ReadOutcome.NotFound());
        metrics.read(new ReadOutcome.Unavailable("why"));
        for (String outcome : new String[] {
            "stored", "already-yours", "key-exists", "key-reserved", "outcome-unknown", "not-attempted"
        }) {
            assertShows("replicator_proposals_total{outcome=\"" + outcome + "\"} 1.0");
        }
        assertShows("replicator_proposals_total{outcome=\"tx-reused\"} 2.0");
        for (String outcome : new String[] {"found", "not-found", "unavailable"}) {
            assertShows("replicator_reads_total{outcome=\"" + outcome + "\"} 1.0");
        }
    }

    @Test
    void countsEvents() {
        metrics.count(NodeMetrics.Event.RECOVERY);
        metrics.count(NodeMetrics.Event.SWEPT_KEY, 40);
        assertShows("replicator_recoveries_total 1.0");
        assertShows("replicator_swept_keys_total 40.0");
        assertShows("replicator_relay_failovers_total 0.0");
    }

    @Test
    void sortsTimesIntoBuckets() {
        metrics.took(NodeMetrics.Phase.QUORUM, 100_000);
        metrics.took(NodeMetrics.Phase.QUORUM, 100_001);
        metrics.took(NodeMetrics.Phase.QUORUM, 60_000_000_000L);
        assertShows("replicator_proposal_phase_seconds_bucket{phase=\"quorum\",le=\"1.0E-4\"} 1");
        assertShows("replicator_proposal_phase_seconds_bucket{phase=\"quorum\",le=\"2.5E-4\"} 2");
        assertShows("replicator_proposal_phase_seconds_bucket{phase=\"quorum\",le=\"10.0\"} 2");
        assertShows("replicator_proposal_phase_seconds_bucket{phase=\"quorum\",le=\"+Inf\"} 3");
        assertShows("replicator_proposal_phase_seconds_sum{phase=\"quorum\"} 60.000200001");
    }

    @Test
    void countsSyncsAndTheirBatches() {
        metrics.synced(3, 2_000_000);
        metrics.synced(64, 3_000_000);
        assertShows("replicator_sync_seconds_count 2");
        assertShows("replicator_sync_batch_entries_sum 67.0");
        assertShows("replicator_sync_batch_entries_bucket{le=\"4.0\"} 1");
    }

    @Test
    void asksForLevelsWhenThePageIsAskedFor() {
        metrics.scrape();
        metrics.watch(NodeMetrics.Level.CONNECTIONS, () -> 5);
        assertShows("replicator_connections 5.0");
        metrics.watch(NodeMetrics.Level.CONNECTIONS, () -> 6);
        assertShows("replicator_connections 6.0");
        metrics.watch(NodeMetrics.Total.TRIMMED_CONNECTIONS, () -> 7);
        assertShows("replicator_connections_trimmed_total 7.0");
        assertShows("replicator_streams_refused_total 0.0");
        metrics.watch(NodeMetrics.Total.RESET_STREAMS, () -> 3);
        assertShows("replicator_streams_reset_total 3.0");
    }

    @Test
    void countsAnswersOfARoute() {
        RouteMetrics route = metrics.route("GET", "/x");
        route.answered(200);
        route.answered(200);
        route.answered(999);
        assertShows("replicator_http_requests_total{method=\"GET\",route=\"/x\",status=\"200\"} 2.0");
        assertShows("replicator_http_requests_total{method=\"GET\",route=\"/x\",status=\"599\"} 1.0");
    }

    @Test
    void theDocumentNamesEveryMetricAndNoOther() throws Exception {
        metrics.route("GET", "/x").answered(200);
        Set<String> shown = names(metrics.scrape(), "(?m)^# TYPE (\\S+) ");
        String document = Files.readString(Path.of("..", "docs", "metrics.md"));
        assertEquals(shown, names(document, "(?m)^\\| `([a-z_0-9]+)` \\|"));
    }

    private void assertShows(String line) {
        String page = metrics.scrape();
        assertTrue(("\n" + page).contains("\n" + line + "\n"), line + " is not in\n" + page);
    }

    private static Set<String> names(String text, String pattern) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
