package io.replicator.libp2p.unified;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program says when it cannot do what it is told. */
@Timeout(30)
final class TransportProgramTest {

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "TRANSPORT", "tcp",
            "MUXER", "yamux",
            "SECURE_CHANNEL", "noise",
            "IS_DIALER", "true",
            "REDIS_ADDR", "127.0.0.1:1",
            "TEST_KEY", "a5b50d5e"));
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    TRANSPORT         | quic-v1   | TRANSPORT=quic-v1 is not supported, only tcp
                    MUXER             | mplex     | MUXER=mplex is not supported, only yamux
                    SECURE_CHANNEL    | plaintext | SECURE_CHANNEL=plaintext is not supported, only noise and tls
                    IS_DIALER         | yes       | IS_DIALER=yes is not supported, only true and false
                    LISTENER_IP       | localhost | LISTENER_IP=localhost is not an IP address
                    REDIS_ADDR        | redis     | REDIS_ADDR must be HOST:PORT, such as transport-redis:6379
                    REDIS_ADDR        | redis:0x1 | REDIS_ADDR must be HOST:PORT, such as transport-redis:6379
                    REDIS_ADDR        | r:65536   | REDIS_ADDR must be HOST:PORT, such as transport-redis:6379
                    TEST_TIMEOUT_SECS | 0         | TEST_TIMEOUT_SECS=0 must be from 1 to 3600
                    TEST_TIMEOUT_SECS | 3 min     | TEST_TIMEOUT_SECS=3 min must be from 1 to 3600
                    """)
    void refusesASettingThatItCannotObey(String name, String value, String why) throws Exception {
        environment.put(name, value);
        assertEnds(2, why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRANSPORT", "MUXER", "SECURE_CHANNEL", "IS_DIALER", "REDIS_ADDR", "TEST_KEY"})
    void namesWhatIsNotSet(String name) throws Exception {
        environment.remove(name);
        assertEnds(2, name + " is not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void failsWithoutRedisInBothRoles(String isDialer) throws Exception {
        environment.put("IS_DIALER", isDialer);
        environment.put("LISTENER_IP", "127.0.0.1");
        assertEnds(1, "cannot reach Redis at 127.0.0.1:1: Connection refused");
    }

    @Test
    void failsIfTheNameOfRedisHasNoAddress() throws Exception {
        environment.put("REDIS_ADDR", "redis.invalid:6379");
        assertEnds(1, "cannot reach Redis at redis.invalid:6379: redis.invalid");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    *-1                                   | no listener has published its address under %s within 1 s
                    -WRONGTYPE a plain value              | Redis refuses: WRONGTYPE a plain value
                    HTTP/1.1 400 Bad Request              | what answers is not Redis
                    *100000000                            | Redis answers with more than 16
                    *2;$27;%s;$100000000                  | Redis answers with more than 65536
                    *2;$27;%s;$9;/ip4                     | Redis has closed the connection
                    *2;$27;%s;$5;hello                    | the listener has published no address under %s: not a
                    """)
    void failsIfRedisHasNoAddress(String reply, String why) throws Exception {
        String key = "a5b50d5e_listener_multiaddr";
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(
                    () -> answer(server, reply.replace("%s", key).replace(";", "\r\n") + "\r\n"));
            environment.put("REDIS_ADDR", "127.0.0.1:" + server.getLocalPort());
            environment.put("TEST_TIMEOUT_SECS", "1");
            assertEnds(1, why.replace("%s", key));
        }
    }

    private static void answer(ServerSocket server, String reply) {
        try (Socket socket = server.accept()) {
            byte[] chunk = new byte[256];
            StringBuilder asked = new StringBuilder();
            while (!asked.toString().endsWith("$1\r\n1\r\n")) {
                asked.append(new String(chunk, 0, socket.getInputStream().read(chunk), UTF_8));
            }
            assertEquals("*3\r\n$5\r\nBLPOP\r\n$27\r\na5b50d5e_listener_multiaddr\r\n$1\r\n1\r\n", asked.toString());
            socket.getOutputStream().write(reply.getBytes(UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertEnds(int exitCode, String why) throws InterruptedException {
        int ended =
                TransportProgram.run(environment, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        assertTrue(err.toString(UTF_8).startsWith(why), () -> err.toString(UTF_8));
        assertEquals(1, err.toString(UTF_8).lines().count());
        assertEquals("", out.toString(UTF_8));
        assertEquals(exitCode, ended);
    }
}
