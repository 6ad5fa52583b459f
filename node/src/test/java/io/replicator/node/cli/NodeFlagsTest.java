package io.replicator.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.node.config.NodeConfig;
import io.replicator.node.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How a node is started: every flag in every spelling, and what a mistake leads to. */
class NodeFlagsTest {

    private static final Map<Setting, String> SAMPLES = Map.ofEntries(
            Map.entry(Setting.CLUSTER_ID, "B"),
            Map.entry(Setting.HTTP_PORT, "8001"),
            Map.entry(Setting.HTTP_HOST, "0.0.0.0"),
            Map.entry(Setting.LISTEN, "/ip4/127.0.0.1/tcp/1"),
            Map.entry(Setting.ANNOUNCE, "/ip4/127.0.0.1/tcp/2"),
            Map.entry(Setting.BOOTSTRAP, "/ip4/127.0.0.1/tcp/3"),
            Map.entry(Setting.PEER, "/ip4/127.0.0.1/tcp/4"),
            Map.entry(Setting.PEER_ADDRESS, "X=/ip4/127.0.0.1/tcp/5"),
            Map.entry(Setting.PEER_ADDRESSES, "f"),
            Map.entry(Setting.PROTOCOL_ID, "/x"),
            Map.entry(Setting.RENDEZVOUS, "r"),
            Map.entry(Setting.SWARM_KEY, "k"),
            Map.entry(Setting.DATA, "d"),
            Map.entry(Setting.EXPECT, "B=3"),
            Map.entry(Setting.GENESIS_SETTLE, "1s"),
            Map.entry(Setting.REQUEST_TIMEOUT, "2s"),
            Map.entry(Setting.MAX_VALUE_BYTES, "2KiB"),
            Map.entry(Setting.LOG_FORMAT, "json"));

    private static final NodeConfig ALL = new NodeConfig(
            "B",
            OptionalInt.of(8001),
            "0.0.0.0",
            List.of("/ip4/127.0.0.1/tcp/1"),
            List.of("/ip4/127.0.0.1/tcp/2"),
            List.of("/ip4/127.0.0.1/tcp/3"),
            List.of("/ip4/127.0.0.1/tcp/4"),
            List.of("X=/ip4/127.0.0.1/tcp/5"),
            Optional.of(Path.of("f")),
            "/x",
            "r",
            Optional.of(Path.of("k")),
            Optional.of(Path.of("d")),
            Map.of("B", 3),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            2048,
            NodeConfig.LogFormat.JSON);

    @Test
    void takesEveryFlagInItsFirstSpelling() {
        List<String> line = new ArrayList<>();
        SAMPLES.forEach((setting, value) -> line.addAll(List.of(setting.flags().getFirst(), value)));
        assertEquals(ALL, Typed.line(line.toArray(String[]::new)).node());
    }

    @Test
    void takesEveryFlagWithTwoDashesAndAnEqualsSign() {
        List<String> line = new ArrayList<>(List.of("node"));
        SAMPLES.forEach((setting, value) -> line.add("--" + setting.propertyName() + "=" + value));
        assertEquals(ALL, Typed.line(line.toArray(String[]::new)).node());
    }

    @Test
    void takesEverySettingFromTheEnvironmentAlone() {
        Map<String, String> environment = SAMPLES.entrySet().stream()
                .collect(java.util.stream.Collectors.toMap(e -> e.getKey().environmentName(), Map.Entry::getValue));
        assertEquals(ALL, Typed.with(environment, "", false).node());
    }

    @Test
    void takesEverySettingFromAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("node.properties");
        Files.write(
                file,
                SAMPLES.entrySet().stream()
                        .map(e -> e.getKey().propertyName() + "=" + e.getValue())
                        .toList());
        assertEquals(ALL, Typed.line("--config", file.toString()).node());
        assertEquals(
                ALL,
                Typed.with(Map.of("REPLICATOR_CONFIG", file.toString()), "", false, "node")
                        .node());
        assertEquals(
                OptionalInt.of(9),
                Typed.with(Map.of("REPLICATOR_HTTP", "8"), "", false, "--config", file.toString(), "-http", "9")
                        .node()
                        .httpPort());
    }

    @Test
    void collectsRepeatedAddresses() {
        assertEquals(
                List.of("/a", "/b"),
                Typed.line("-cid", "A", "-peer", "/a", "--peer", "/b").node().peers());
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("-htp 8000", "replicator: there is no option -htp\nDid you mean --http?"),
                Arguments.of("-cid A -htp 8000", "replicator: there is no option -htp\nDid you mean --http?"),
                Arguments.of("node --bootsrap /a", "there is no option --bootsrap\nDid you mean --bootstrap?"),
                Arguments.of("-cid A -http8000", "there is no option -http8000"),
                Arguments.of("-cid A -http", "Missing required parameter for option '--http'"),
                Arguments.of("-cid A -cid B", "should be specified only once"),
                Arguments.of("-cid A stray", "one argument too many: 'stray'"),
                Arguments.of("-http 8000", "the cluster id is missing"),
                Arguments.of("stauts", "there is no command 'stauts'\nDid you mean 'status'?"),
                Arguments.of("", "Usage: replicator"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void refusesBadUsageWithExitCodeTwoAndSaysWhatToDo(String line, String message) {
        Typed typed = Typed.line(line.isEmpty() ? new String[0] : line.split(" "));
        assertEquals(ExitCode.USAGE, typed.exitCode(), typed.err());
        assertTrue(typed.err().contains(message), typed.err());
        assertFalse(typed.err().contains("\tat "), typed.err());
        assertFalse(typed.ranNode());
    }

    @Test
    void endsWithTheExitCodeOfTheFailure() {
        Typed typed = Typed.line("-cid", "locked");
        assertEquals(ExitCode.DATA_REFUSED, typed.exitCode());
        assertEquals("replicator: the data folder is locked\n", typed.err());
    }

    @Test
    void showsAStackTraceOnlyWhenAskedTo() {
        Typed quiet = Typed.line("-cid", "broken");
        assertEquals(ExitCode.FAILED, quiet.exitCode());
        assertEquals("replicator: something broke\n(--verbose shows where)\n", quiet.err());
        for (Typed verbose :
                List.of(Typed.line("-cid", "broken", "--verbose"), Typed.line("--verbose", "-cid", "broken"))) {
            assertTrue(verbose.err().contains("\tat "), verbose.err());
        }
    }

    @ParameterizedTest
    @MethodSource("helps")
    void fitsEveryHelpInEightyColumns(List<String> line) {
        Typed typed = Typed.line(line.toArray(String[]::new));
        assertEquals(ExitCode.OK, typed.exitCode());
        assertTrue(typed.out().contains("Usage: replicator"), typed.out());
        assertTrue(typed.out().lines().allMatch(l -> l.length() <= 80), typed.out());
    }

    static Stream<List<String>> helps() {
        return Stream.concat(
                Stream.of(List.of("--help"), List.of("-h")),
                Stream.of(
                                "node",
                                "demo",
                                "put",
                                "get",
                                "keys",
                                "status",
                                "peers",
                                "clusters",
                                "swarm-key",
                                "completion")
                        .map(command -> List.of(command, "--help")));
    }

    @Test
    void printsItsVersionAndACompletionScript() {
        assertTrue(Typed.line("--version").out().startsWith("replicator "));
        assertTrue(Typed.line("completion").out().contains("complete -F _complete_replicator"));
    }
}
