package io.replicator.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void separatesMembersAndElements() {
        Json json = new Json()
                .object()
                .member("a", 1)
                .member("b", true)
                .member("c", null)
                .memberIfKnown("d", -1)
                .name("e")
                .array()
                .value("x")
                .object()
                .endObject()
                .array()
                .endArray()
                .endArray()
                .member("f", "y")
                .endObject();
        assertEquals("{\"a\":1,\"b\":true,\"c\":null,\"d\":null,\"e\":[\"x\",{},[]],\"f\":\"y\"}", json.toString());
    }

    @Test
    void escapesWhatAStringMayNotHold() {
        assertEquals(
                "[\"\\\"\\\\\\u0000\\u001f\\ud800\"]",
                new Json().array().value("\"\\\0\u001f\ud800").endArray().toString());
    }

    @Test
    void aParserReadsBackAnyText() throws Exception {
        long seed = 7;
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.appendCodePoint(Character.toCodePoint('\ud83d', (char) (0xdc00 + random.nextInt(0x300))));
                text.append((char) random.nextInt(0xd800));
            }
            byte[] json =
                    new Json().object().member("v", text.toString()).endObject().toBytes();
            Map<String, Object> read = JSON.std.mapFrom(json);
            assertEquals(List.of(text.toString()), List.copyOf(read.values()), "seed " + seed);
        }
    }
}
