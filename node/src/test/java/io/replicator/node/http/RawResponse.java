package io.replicator.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The first response in what a socket received. */
record RawResponse(int status, Map<String, String> headers, String body) {

    static RawResponse parse(byte[] received) {
        String text = new String(received, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        assertTrue(end > 0, "no whole response: " + text);
        String[] lines = text.substring(0, end).split("\r\n", -1);
        Map<String, String> headers = new HashMap<>();
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int status = Integer.parseInt(lines[0].split(" ", -1)[1]);
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new RawResponse(status, headers, text.substring(end + 4, Math.min(text.length(), end + 4 + length)));
    }

    String header(String name) {
        return Objects.requireNonNullElse(headers.get(name.toLowerCase(Locale.ROOT)), "");
    }

    Map<String, Object> problem(int expected, String code) throws IOException {
        assertEquals(expected, status, body);
        assertEquals(MemoryReplica.NODE.peer().text(), header("Replicator-Node"));
        assertEquals(MemoryReplica.CLUSTER.text(), header("Replicator-Cluster"));
        return ServerFixture.problem(header("Content-Type"), body.getBytes(StandardCharsets.UTF_8), expected, code);
    }
}
