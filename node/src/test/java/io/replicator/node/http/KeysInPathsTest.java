package io.replicator.node.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every key that may be, as the bytes that were meant; every other is refused, whoever finds it out first. */
class KeysInPathsTest {

    private static ServerFixture fixture;

    @BeforeAll
    static void start() throws Exception {
        fixture = new ServerFixture();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({
        "plain, 706c61696e",
        "a%2Fb, 612f62",
        "a%2fb, 612f62",
        "%2F, 2f",
        "%2F%2F, 2f2f",
        "..%2F.., 2e2e2f2e2e",
        "%2e%2e%2e, 2e2e2e",
        "a;b, 613b62",
        "..;x, 2e2e3b78",
        "a%3Bb, 613b62",
        "a+b, 612b62",
        "a%20b, 612062",
        "a%25b, 612562",
        "%252F, 253246",
        "%25zz, 257a7a",
        "%5C, 5c",
        "%3F%23, 3f23",
        "%22%3C%3E, 223c3e",
        "%C3%A9, c3a9",
        "e%CC%81, 65cc81",
        "%F0%9F%94%91, f09f9491",
        "%EF%BF%BD, efbfbd",
        "favicon.ico, 66617669636f6e2e69636f"
    })
    void keepsTheBytesOfAKey(String path, String hex) throws Exception {
        fixture.replica.asked.clear();
        RawResponse response = fixture.raw(
                "PUT /store/" + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + "Content-Length: 1\r\n\r\nv");
        assertTrue(response.status() == 201 || response.status() == 409, response.toString());
        assertArrayEquals(
                HexFormat.of().parseHex(hex), fixture.replica.asked.take().key().unsafeBytes());
        RawResponse read = fixture.raw("GET /store/" + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertEquals("v", read.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "%2e",
                "%2E%2e",
                "a/b",
                "a//b",
                "../x",
                "./x",
                "%zz",
                "%",
                "%2",
                "%00",
                "a%0Ab",
                "%7F",
                "%C2%80",
                "%FF",
                "%C3%28",
                "%C0%AF",
                "%ED%A0%80",
                "%F5%80%80%80",
                "%E2%82",
                "%u0041"
            })
    void refusesWhatIsNoKey(String path) throws Exception {
        fixture.replica.asked.clear();
        RawResponse response = fixture.raw(
                "PUT /store/" + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + "Content-Length: 1\r\n\r\nv");
        Object instance = response.problem(400, "bad-key").get("instance");
        assertTrue(Set.of("/store/" + path, "").contains(String.valueOf(instance)), "instance " + instance);
        assertTrue(fixture.replica.asked.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/store", "/local/stored/", "/local/proposed/", "/local/stored/..", "/local/proposed/%00"})
    void refusesPathsWithoutAKey(String path) throws Exception {
        fixture.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                .problem(400, "bad-key");
    }

    @Test
    void takesKeysOf512Bytes() throws Exception {
        String longest = "é".repeat(256);
        assertEquals(
                201,
                fixture.put("/store/" + URLEncoder.encode(longest, StandardCharsets.UTF_8), "v")
                        .statusCode());
        String longer = URLEncoder.encode(longest + "x", StandardCharsets.UTF_8);
        ServerFixture.problem(fixture.put("/store/" + longer, "v"), 400, "bad-key");
    }

    @Test
    void acceptsRawUtf8AsTheKeyItSpells() throws Exception {
        fixture.replica.asked.clear();
        byte[] path = "clé".getBytes(StandardCharsets.UTF_8);
        RawResponse response = fixture.raw("PUT /store/" + new String(path, StandardCharsets.ISO_8859_1)
                + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\nv");
        if (response.status() == 201) {
            assertArrayEquals(path, fixture.replica.asked.take().key().unsafeBytes());
        } else {
            assertEquals(400, response.status());
        }
    }
}
