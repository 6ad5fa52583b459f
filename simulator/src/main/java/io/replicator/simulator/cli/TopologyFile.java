package io.replicator.simulator.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.jr.ob.JSON;
import io.replicator.engine.model.ClusterId;
import io.replicator.simulator.network.Delay;
import io.replicator.simulator.network.Topology;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A user's own network, as JSON:
 *
 * <pre>{@code
 * {
 *   "clusters": [{"name": "fra", "voters": 3}, {"name": "nyc", "voters": 3}, {"name": "syd", "voters": 5, "learners": 1}],
 *   "latencyMillis": {"fra-nyc": 42, "syd-fra": 140, "fra-syd": 150},
 *   "defaultMillis": 100,
 *   "localMillis": 0.2,
 *   "jitterPercent": 10
 * }
 * }</pre>
 *
 * Latencies are one way, and the same both ways unless both are given; a pair without one has the default.
 */
final class TopologyFile {

    private static final Set<String> FIELDS =
            Set.of("clusters", "latencyMillis", "defaultMillis", "localMillis", "jitterPercent");
    private static final Set<String> CLUSTER_FIELDS = Set.of("name", "voters", "learners");
    /** A field that is there twice is more likely a mistake than meant. */
    private static final JSON STRICT = JSON.builder(
                    new JsonFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION))
            .build();

    private static final int MOST_NODES = 1_000;
    private static final double MICROS_PER_MILLI = 1000;
    private static final double MOST_MILLIS = 60_000;

    private final Path file;
    private final Map<String, Object> json;

    private TopologyFile(Path file, Map<String, Object> json) {
        this.file = file;
        this.json = json;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException with what is wrong with it and where, for people
     */
    static Topology read(Path file) {
        Map<String, Object> json;
        try {
            json = STRICT.mapFrom(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            String line = place == null ? "" : ", line " + place.getLineNr() + ", column " + place.getColumnNr();
            throw new IllegalArgumentException(file + line + ": no JSON object: " + e.getOriginalMessage(), e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is no text in UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e, e);
        }
        return new TopologyFile(file, json).topology();
    }

    private Topology topology() {
        requireKnown("", json.keySet(), FIELDS);
        List<Topology.Site> sites = new ArrayList<>();
        if (!(json.get("clusters") instanceof List<?> clusters) || clusters.isEmpty()) {
            throw wrong("'clusters' must be a list of at least one cluster");
        }
        for (Object cluster : clusters) {
            sites.add(site(sites.size() + 1, cluster));
        }
        int nodes = sites.stream().mapToInt(Topology.Site::nodes).sum();
        if (nodes > MOST_NODES) {
            throw wrong("there are " + nodes + " nodes; the simulator takes at most " + MOST_NODES);
        }
        return new Topology(sites, delays(sites));
    }

    private void requireKnown(String place, Set<?> fields, Set<String> known) {
        for (Object field : fields) {
            if (!known.contains(String.valueOf(field))) {
                throw wrong(place + "there is no field '" + field + "'; those that there are: "
                        + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    private Topology.Site site(int number, Object cluster) {
        String place = "clusters, number " + number;
        if (!(cluster instanceof Map<?, ?> fields) || !(fields.get("name") instanceof String name)) {
            throw wrong(place + ": a cluster is an object with a 'name' and 'voters'");
        }
        requireKnown(place + ": ", fields.keySet(), CLUSTER_FIELDS);
        try {
            new ClusterId(name);
        } catch (IllegalArgumentException e) {
            throw wrong(place + ": " + e.getMessage());
        }
        int voters = whole(place + ", voters", fields.get("voters"), 3);
        int learners = fields.get("learners") == null ? 0 : whole(place + ", learners", fields.get("learners"), 0);
        return new Topology.Site(name, voters, learners);
    }

    private int whole(String place, @Nullable Object value, int least) {
        if (!(value instanceof Integer number) || number < least || number > MOST_NODES) {
            throw wrong(place + ": must be a whole number from " + least + " to " + MOST_NODES);
        }
        return number;
    }

    private List<List<Delay>> delays(List<Topology.Site> sites) {
        double local = millis("localMillis", json.getOrDefault("localMillis", 0.2));
        double jitter = json.getOrDefault("jitterPercent", 10) instanceof Number number ? number.doubleValue() : -1;
        if (jitter < 0 || jitter > 1000) {
            throw wrong("jitterPercent: must be a number from 0 to 1000");
        }
        if (!(json.getOrDefault("latencyMillis", Map.of()) instanceof Map<?, ?> latencies)) {
            throw wrong("latencyMillis: must be an object such as {\"a-b\": 42}");
        }
        requireKnownPairs(sites, latencies);
        List<List<Delay>> delays = new ArrayList<>();
        for (Topology.Site from : sites) {
            List<Delay> row = new ArrayList<>();
            for (Topology.Site to : sites) {
                double millis = from.equals(to) ? local : latency(latencies, from.name(), to.name());
                long base = Math.round(millis * MICROS_PER_MILLI);
                row.add(new Delay(base, Math.round(base * jitter / 100), 2, base));
            }
            delays.add(row);
        }
        return delays;
    }

    private void requireKnownPairs(List<Topology.Site> sites, Map<?, ?> latencies) {
        Set<String> pairs = new HashSet<>();
        for (Topology.Site from : sites) {
            for (Topology.Site to : sites) {
                if (!from.equals(to)) {
                    pairs.add(from.name() + "-" + to.name());
                }
            }
        }
        if (sites.stream().map(Topology.Site::name).distinct().count() < sites.size()) {
            throw wrong("clusters: two of them have the same name");
        }
        for (Object pair : latencies.keySet()) {
            if (!pairs.contains(String.valueOf(pair))) {
                throw wrong("latencyMillis: '" + pair + "' does not name two of the clusters, as 'a-b' does");
            }
        }
    }

    private double latency(Map<?, ?> latencies, String from, String to) {
        Object there = latencies.get(from + "-" + to);
        Object back = latencies.get(to + "-" + from);
        Object value = there == null ? back : there;
        if (value == null && json.get("defaultMillis") == null) {
            throw wrong("latencyMillis: '" + from + "-" + to + "' is missing, and there is no 'defaultMillis'");
        }
        if (value == null) {
            return millis("defaultMillis", json.get("defaultMillis"));
        }
        return millis("latencyMillis, " + from + "-" + to, value);
    }

    private double millis(String place, @Nullable Object value) {
        if (!(value instanceof Number number) || number.doubleValue() < 0 || number.doubleValue() > MOST_MILLIS) {
            throw wrong(place + ": must be a number of milliseconds from 0 to " + (int) MOST_MILLIS);
        }
        return number.doubleValue();
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(file + ": " + what);
    }
}
