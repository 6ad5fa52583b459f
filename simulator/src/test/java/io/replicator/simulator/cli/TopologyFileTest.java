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

    @Test
    void takesADefaultAndLatenciesThatDifferByDirection() throws IOException {
        Topology topology = read(
                "{\"clusters\": [{\"name\": \"a\", \"voters\": 3}, {\"name\": \"b\", \"voters\": 3},"
                        + " {\"name\": \"c\", \"voters\": 3}], \"latencyMillis\": {\"a-b\": 10, \"b-a\": 20}, \"defaultMillis\": 7}");
        assertEquals(10_000, topology.delays().get(0).get(1).base());
        assertEquals(20_000, topology.delays().get(1).get(0).base());
        assertEquals(7_000, topology.delays().get(2).get(0).base());
        assertEquals(7_000, topology.delays().get(1).get(2).base());
        assertEquals(200, topology.delays().get(2).get(2).base());
        assertEquals(700, topology.delays().get(1).get(2).jitter());
    }

    @Test
    void saysThatAFileIsNoText() throws IOException {
        Path file = Files.write(folder.resolve("picture.png"), new byte[] {(byte) 0x89, 'P', (byte) 0xff});
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> TopologyFile.read(file))
                .getMessage());
        assertEquals(file + " is no text in UTF-8", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|no JSON object",
                "{\"clusters\": [}|line 1, column 15: no JSON object: ",
                "{\"localMillis\": 1, \"localMillis\": 2}|Duplicate field 'localMillis'",
                "{\"clusters\": [{\"name\": \"a\", \"voters\": 3, \"learner\": 1}]}|number 1: there is no field 'learner'",
                "{\"clusters\": [{\"name\": \"a\", \"voters\": 3}], \"latencyMillis\": []}|latencyMillis: must be an object",
                "{\"clusters\": [{\"name\": \"a\", \"voters\": 3}], \"latencyMillis\": {\"a-a\": 1}}|'a-a' does not name two",
                "{}|'clusters' must be a list",
                "{\"clusters\": [{\"name\": \"a\", \"voters\": 2}]}|number 1, voters: must be a whole number from 3",
                "{\"clusters\": [{\"name\": \"a b\", \"voters\": 3}]}|number 1: a cluster id has",
                "{\"clusters\": [{\"voters\": 3}]}|an object with a 'name' and 'voters'",
                "{\"clusters\": [{\"name\": \"a\", \"voters\": 3}], \"latency\": {}}|there is no field 'latency'",
                "{\"clusters\": [{\"name\": \"a\", \"voters\": 3}, {\"name\": \"b\", \"voters\": 3}]}|'a-b' is missing, and there is no 'defaultMillis'",
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
