package io.replicator.node.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that ask a node, against a server that answers as one. */
class ClientCommandsTest {

    private MemoryNode node;

    @BeforeEach
    void start() throws IOException {
        node = new MemoryNode();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** A command line that finds its node in the environment. */
    private Typed typed(String... arguments) {
        return typedWith("", false, arguments);
    }

    private Typed typedWith(String input, boolean terminal, String... arguments) {
        return Typed.with(Map.of("REPLICATOR_NODES", node.url()), input, terminal, arguments);
    }

    @Test
    void storesAnArgumentAndReadsItBack() {
        Typed put = typed("put", "a/b", "h\u00e9llo");
        assertEquals(ExitCode.OK, put.exitCode(), put.err());
        assertTrue(put.out().startsWith("Stored 'a/b' (transaction "), put.out());
        Typed get = Typed.line("get", "a/b", "--node", node.url());
        assertEquals("h\u00e9llo", get.out());
        assertEquals("", get.err());
    }

    @Test
    void storesAFileByteForByte(@TempDir Path folder) throws IOException {
        byte[] bytes = {0, -1, 10, 13, -128, 127};
        Path file = Files.write(folder.resolve("value"), bytes);
        assertEquals(ExitCode.OK, typed("put", "k", "-f", file.toString()).exitCode());
        assertArrayEquals(bytes, typed("get", "k").rawOut());
    }

    @Test
    void storesStandardInput() {
        assertEquals(
                ExitCode.OK, typedWith("line 1\nline 2\n", false, "put", "k").exitCode());
        assertEquals("line 1\nline 2\n", typed("get", "k").out());
    }

    @Test
    void takesValuesThatLookLikeOptions() {
        assertEquals(ExitCode.OK, typed("put", "k1", "@file").exitCode());
        assertEquals(ExitCode.OK, typed("put", "k2", "--", "--value").exitCode());
        assertEquals("--value", typed("get", "k2").out());
    }

    @Test
    void endsWithFourWhenTheKeyIsTaken() {
        typed("put", "k", "mine");
        Typed other = typed("put", "k", "yours");
        assertEquals(ExitCode.KEY_TAKEN, other.exitCode());
        assertTrue(other.err().startsWith("replicator: 'k' is already taken, with another value"), other.err());
        Typed same = typed("put", "k", "mine");
        assertEquals(ExitCode.KEY_TAKEN, same.exitCode());
        assertTrue(same.err().startsWith("replicator: 'k' is already taken, with the same value"), same.err());
    }

    @Test
    void asksAPersonForAnotherKeyUntilOneIsFree() {
        typed("put", "k", "mine");
        typed("put", "k-2", "mine");
        Typed asked = typedWith("1\n1\n", true, "put", "k", "yours");
        assertEquals(ExitCode.OK, asked.exitCode(), asked.err());
        assertTrue(asked.out().startsWith("Stored 'k-3'"), asked.out());
        assertEquals("yours", typed("get", "k-3").out());
        assertTrue(typedWith("free choice\n", true, "put", "k", "yours").out().startsWith("Stored 'free choice'"));
    }

    @Test
    void givesUpWhenThePersonDoes() {
        typed("put", "k", "mine");
        assertEquals(
                ExitCode.KEY_TAKEN, typedWith("\n", true, "put", "k", "yours").exitCode());
        assertEquals(
                ExitCode.KEY_TAKEN, typedWith("", true, "put", "k", "yours").exitCode());
    }

    @Test
    void suggestsTheNextNumberAndSomethingRandom() {
        List<String> suggestions = KeyPrompt.suggestions("k-9", RandomGenerator.getDefault());
        assertEquals("k-10", suggestions.getFirst());
        assertTrue(suggestions.getLast().matches("k-9-[a-z2-9]{4}"), suggestions.getLast());
    }

    @Test
    void tellsHowToLearnAnUnknownOutcome() {
        node.answerUnknown();
        Typed typed = typed("put", "it's", "v", "--timeout", "300ms");
        assertEquals(ExitCode.OUTCOME_UNKNOWN, typed.exitCode());
        assertTrue(typed.err().contains("It may still become so"), typed.err());
        assertTrue(
                typed.err().matches("(?s).*\n  replicator put --tx [0-9a-f]{32} 'it'\\\\''s' \\.\\.\\.\n"),
                typed.err());
    }

    @Test
    void repeatsATransaction() {
        assertEquals(ExitCode.OK, typed("put", "k", "v", "--tx", "t1").exitCode());
        Typed again = typed("put", "k", "v", "--tx", "t1");
        assertEquals(ExitCode.OK, again.exitCode());
        assertEquals("Stored 'k' before (transaction t1)\n", again.out());
    }

    @Test
    void endsWithFiveWhenTheKeyIsUnknown() {
        assertEquals(ExitCode.KEY_UNKNOWN, typed("get", "nobody").exitCode());
        assertEquals(
                ExitCode.KEY_UNKNOWN, typed("get", "nobody", "--wait", "100ms").exitCode());
    }

    @Test
    void endsWithSixWhenNoNodeIsThere() throws IOException {
        String nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = "http://127.0.0.1:" + socket.getLocalPort();
        }
        Typed put = Typed.line("put", "k", "v", "--node", nobody);
        assertEquals(ExitCode.NOT_STORED, put.exitCode());
        assertTrue(put.err().contains(nobody + ": connection refused"), put.err());
        assertEquals(ExitCode.FAILED, Typed.line("get", "k", "--node", nobody).exitCode());
        assertEquals(ExitCode.FAILED, Typed.line("status", "--node", nobody).exitCode());
    }

    @Test
    void refusesBadUsage() {
        assertEquals(ExitCode.USAGE, typed("put").exitCode());
        assertEquals(ExitCode.USAGE, typed("put", "", "v").exitCode());
        assertEquals(ExitCode.USAGE, typed("put", "k", "v", "-f", "x").exitCode());
        assertEquals(ExitCode.USAGE, typed("put", "k", "-f", "/no/such/file").exitCode());
        assertEquals(ExitCode.USAGE, typed("get", "..").exitCode());
        assertEquals(ExitCode.USAGE, typed("get", "k", "--wait", "30").exitCode());
        assertEquals(ExitCode.USAGE, typed("keys", "--limit", "0").exitCode());
        Typed url = typed("get", "k", "--node", "localhost:8000");
        assertEquals(ExitCode.USAGE, url.exitCode());
        assertTrue(url.err().startsWith("replicator: --node: 'localhost:8000' is not the URL of a node"), url.err());
    }

    @Test
    void listsKeysForPeopleAndPrograms() throws IOException {
        typed("put", "b", "22");
        typed("put", "a", "1");
        Typed people = typed("keys");
        assertEquals("SIZE  PID  KEY\n1 B   aa   a\n2 B   aa   b\n", people.out());
        assertEquals("More: add --after 'it'\\''s next'\n", people.err());
        Map<String, Object> json = JSON.std.mapFrom(typed("keys", "--json").out());
        assertEquals(
                List.of(Map.of("key", "a", "pid", "aa", "size", 1), Map.of("key", "b", "pid", "aa", "size", 2)),
                json.get("keys"));
        assertEquals("it's next", json.get("next"));
    }

    @Test
    void listsPeersForPeopleAndPrograms() throws IOException {
        assertEquals("""
                PEER           CLUSTER    ROLE     SEEN    RTT     ADDRESS
                12D3Ko…AA1111  cluster-1  voter    itself  -       /ip4/127.0.0.1/tcp/40001
                12D3Ko…BB2222  cluster-2  learner  1 min   1.2 ms  /ip4/10.0.0.2/tcp/40002 +1
                """, typed("peers").out());
        List<Object> json = JSON.std.listFrom(typed("peers", "--json").out());
        assertEquals(2, json.size());
        assertEquals("learner", ((Map<?, ?>) json.getLast()).get("role"));
    }

    @Test
    void listsClustersForPeopleAndPrograms() throws IOException {
        assertEquals("""
                CLUSTER    VOTERS  CONNECTED  MAJORITY  LEARNERS  WRITES
                cluster-1  3       3          2         0         possible
                cluster-2  3       1          2         1         not possible
                """, typed("clusters").out());
        List<Object> json = JSON.std.listFrom(typed("clusters", "--json").out());
        assertEquals(true, ((Map<?, ?>) json.getFirst()).get("writesPossible"));
    }

    @Test
    void saysWhetherTheNodeIsReady() throws IOException {
        Typed ready = typed("status");
        assertEquals(ExitCode.OK, ready.exitCode(), ready.err());
        assertTrue(ready.out().contains("Ready    yes\n"), ready.out());
        node.notReady();
        Typed notReady = typed("status", "--json");
        assertEquals(ExitCode.FAILED, notReady.exitCode());
        Map<String, Object> json = JSON.std.mapFrom(notReady.out());
        assertEquals(false, json.get("ready"));
        assertEquals("too few peers", json.get("reason"));
        assertTrue(json.get("clusters") instanceof List<?> clusters && clusters.size() == 2);
    }
}
