package io.replicator.simulator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.network.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopologyFileTest {

    private static final String CLUSTERS =
            "\"clusters\": [{\"name\": \"fra\", \"voters\": 3}, {\"name\": \"nyc\", \"voters\": 5, \"learners\": 1}]";

    @TempDir
    Path folder;

    private Topology read(String json) throws IOException {
        return TopologyFile.read(Files.writeString(folder.resolve("sites.json"), json));
    }

    @Test
    void takesClustersAndLatencies() throws IOException {
        Topology topology = read(
                "{" + CLUSTERS + ", \"latencyMillis\": {\"nyc-fra\": 42}, \"localMillis\": 0.5, \"jitterPercent\": 0}");
        assertEquals("3+5(1)", topology.toString());
        assertEquals(42_000, topology.delays().get(0).get(1).base());
        assertEquals(42_000, topology.delays().get(1).get(0).base());
        assertEquals(500, topology.delays().get(1).get(1).base());
        assertEquals(0, topology.delays().get(0).get(1).jitter());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|is no JSON object",
                "{}|'clusters' must be a list",
                "{\"clusters\": [{\"name\": \"a\", \"voters\": 2}]}|number 1, voters: must be a whole number from 3",
                "{\"clusters\": [{\"name\": \"a b\", \"voters\": 3}]}|number 1: a cluster id has",
                "{\"clusters\": [{\"voters\": 3}]}|an object with a 'name' and 'voters'",
                "{\"clusters\": [{\"name\": \"a\", \"voters\": 3}], \"latency\": {}}|there is no field 'latency'",
                "{\"clusters\": [{\"name\": \"a\", \"voters\": 3}, {\"name\": \"b\", \"voters\": 3}]}|'a-b' is missing",
                "{\"clusters\": [{\"name\": \"a\", \"voters\": 3}, {\"name\": \"a\", \"voters\": 3}]}|the same name",
                "{\"clusters\": [{\"name\": \"a\", \"voters\": 3}], \"latencyMillis\": {\"a-c\": 1}}|'a-c' does not name two",
                "{\"clusters\": [{\"name\": \"a\", \"voters\": 3}], \"localMillis\": -1}|localMillis: must be a number",
                "{\"clusters\": [{\"name\": \"a\", \"voters\": 999}, {\"name\": \"b\", \"voters\": 9}]}|at most 1000",
            })
    void saysWhatIsWrongAndWhere(String json, String reason) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> read(json)).getMessage());
        assertTrue(message.contains(reason), message);
        assertTrue(message.contains("sites.json"), message);
    }

    @Test
    void saysThatThereIsNoSuchFile() {
        Path nowhere = folder.resolve("nowhere.json");
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> TopologyFile.read(nowhere))
                .getMessage());
        assertEquals("there is no file " + nowhere, message);
    }
}
