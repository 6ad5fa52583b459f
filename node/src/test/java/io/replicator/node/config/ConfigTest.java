package io.replicator.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {

    private static final Map<Setting, List<String>> CLUSTER = Map.of(Setting.CLUSTER_ID, List.of("A"));

    @TempDir
    Path folder;

    private static NodeConfig read(Map<Setting, List<String>> flags) throws ConfigException {
        return read(flags, Map.of(), Optional.empty());
    }

    private static NodeConfig read(
            Map<Setting, List<String>> flags, Map<String, String> environment, Optional<Path> file)
            throws ConfigException {
        return ConfigReader.read(
                Settings.collect(flags, environment, file),
                (_, address) -> address.contains("bad") ? Optional.of("it is bad") : Optional.empty());
    }

    private static List<String> mistakes(Map<Setting, List<String>> flags) {
        return assertThrows(ConfigException.class, () -> read(flags)).mistakes();
    }

    private Optional<Path> file(String text) throws IOException {
        return Optional.of(Files.writeString(folder.resolve("node.properties"), text));
    }

    @Test
    void hasADefaultForEverythingButTheCluster() throws ConfigException {
        assertEquals(
                new NodeConfig(
                        "A",
                        OptionalInt.empty(),
                        "127.0.0.1",
                        List.of("/ip4/127.0.0.1/tcp/0"),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        "/p2p/rpc/replicator",
                        "replicator",
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(8),
                        1 << 20,
                        NodeConfig.LogFormat.TEXT),
                read(CLUSTER));
        assertEquals(
                List.of("the cluster id is missing: add -cid <id>, for example -cid cluster-1"), mistakes(Map.of()));
    }

    @Test
    void prefersFlagsToTheEnvironmentAndThatToTheFile() throws ConfigException, IOException {
        Optional<Path> file = file("cid=F\nhttp=1\nhttp-host=file\nrendezvous=file\n");
        Map<String, String> environment =
                Map.of("REPLICATOR_HTTP", "2", "REPLICATOR_HTTP_HOST", "env", "REPLICATOR_SERVICE_PORT", "x");
        NodeConfig config = read(Map.of(Setting.HTTP_PORT, List.of("3")), environment, file);
        assertEquals("F", config.clusterId());
        assertEquals(OptionalInt.of(3), config.httpPort());
        assertEquals("env", config.httpHost());
        assertEquals("file", config.rendezvous());
    }

    @Test
    void takesAnEmptyVariableForNone() throws ConfigException {
        assertEquals(
                "replicator",
                read(CLUSTER, Map.of("REPLICATOR_RENDEZVOUS", " "), Optional.empty())
                        .rendezvous());
    }

    @Test
    void replacesListsAsAWhole() throws ConfigException, IOException {
        Optional<Path> file = file("peer=/a/1,/a/2\nbootstrap=/b/1 /b/2");
        NodeConfig config = read(CLUSTER, Map.of("REPLICATOR_PEER", "/c/1, /c/2"), file);
        assertEquals(List.of("/c/1", "/c/2"), config.peers());
        assertEquals(List.of("/b/1", "/b/2"), config.bootstrap());
        assertFalse(config.isFounder());
        assertTrue(read(CLUSTER).isFounder());
    }

    @Test
    void namesTheFileAndTheNearestSettingForAnUnknownOne() throws IOException {
        Optional<Path> file = file("cid=A\nhtpp=8000\n");
        ConfigException e = assertThrows(ConfigException.class, () -> read(Map.of(), Map.of(), file));
        assertEquals(
                List.of("'htpp' in " + file.orElseThrow() + ": no such setting; did you mean 'http'?"), e.mistakes());
    }

    @Test
    void saysThatAFileIsMissing() {
        Path missing = folder.resolve("missing");
        ConfigException e = assertThrows(ConfigException.class, () -> read(CLUSTER, Map.of(), Optional.of(missing)));
        assertEquals(
                List.of("--config: cannot read the properties file " + missing + ": there is no such file"),
                e.mistakes());
    }

    @Test
    void reportsEveryMistakeWithItsOrigin() {
        ConfigException e = assertThrows(
                ConfigException.class,
                () -> read(
                        Map.of(Setting.CLUSTER_ID, List.of("a b"), Setting.LISTEN, List.of("/bad/1", "tcp:1")),
                        Map.of("REPLICATOR_HTTP", "70000"),
                        Optional.empty()));
        assertEquals(
                List.of(
                        "-cid: 'a b' is no cluster id: use 1 to 63 letters, digits, '.', '_' and '-'",
                        "environment REPLICATOR_HTTP: '70000' is not a port: use 1 to 65535, or 0 for a free one",
                        "-listen: '/bad/1' cannot be used: it is bad",
                        "-listen: 'tcp:1' is not a multiaddress: write it like /ip4/127.0.0.1/tcp/4001"),
                e.mistakes());
    }

    @Test
    void readsExpectedClustersInTheirOrder() throws ConfigException {
        NodeConfig config = read(Map.of(Setting.CLUSTER_ID, List.of("A"), Setting.EXPECT, List.of("B=5, A=3")));
        assertEquals(
                List.of(Map.entry("B", 5), Map.entry("A", 3)),
                List.copyOf(config.expect().entrySet()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EXPECT          | A           | --expect: 'A' is not cluster=nodes: write it like A=3,B=3",
                "EXPECT          | A=3,,B=3    | --expect: '' is not cluster=nodes: write it like A=3,B=3",
                "EXPECT          | A=2         | --expect: a cluster has 3 to 1000 nodes, not 2, when a network is founded",
                "EXPECT          | A=3,A=3     | --expect: cluster 'A' stands there twice",
                "EXPECT          | B=3         | --expect: this node's own cluster 'A' is not among them: add A=3",
                "HTTP_PORT       | -1          | -http: '-1' is not a port: use 1 to 65535, or 0 for a free one",
                "PROTOCOL_ID     | rpc         | -protocolid: 'rpc' must start with '/', as in /p2p/rpc/replicator",
                "REQUEST_TIMEOUT | 8           | --request-timeout: '8' is not a time: write a number and its unit, such as 500ms, 8s or 2m",
                "GENESIS_SETTLE  | 0s          | --genesis-settle: '0s' must be more than nothing and at most 1h",
                "MAX_VALUE_BYTES | 17MiB       | --max-value-bytes: '17MiB' must be 1 byte to 16MiB",
                "LOG_FORMAT      | xml         | --log-format: 'xml' is not a log format: use text or json",
            })
    void explainsEachMistake(Setting setting, String value, String message) {
        assertEquals(List.of(message), mistakes(Map.of(Setting.CLUSTER_ID, List.of("A"), setting, List.of(value))));
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "8s,8000", "1.5s,1500", "2m,120000", "3 S,3000", "1h,3600000"})
    void readsTimes(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), Units.duration(text));
    }

    @ParameterizedTest
    @CsvSource({"65536,65536", "64KiB,65536", "1MiB,1048576", "0.5 mib,524288", "1MB,1000000", "7b,7"})
    void readsSizes(String text, long bytes) {
        assertEquals(bytes, Units.bytes(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "1 fortnight", "1e3s", "999999999999999h"})
    void refusesWhatIsNoTime(String text) {
        assertThrows(IllegalArgumentException.class, () -> Units.duration(text));
    }

    @Test
    void namesEverySettingOnceAndInEveryForm() {
        assertEquals(List.of("-http", "--http"), Setting.HTTP_PORT.flags());
        assertEquals(List.of("--http-host"), Setting.HTTP_HOST.flags());
        assertEquals("REPLICATOR_MAX_VALUE_BYTES", Setting.MAX_VALUE_BYTES.environmentName());
        assertEquals(Optional.of(Setting.PEER), Setting.ofPropertyName("peer"));
    }

    @ParameterizedTest
    @CsvSource({"-htp,http", "--bootsrap,bootstrap", "-cdi,cid", "xyzzy,''"})
    void findsWhatWasMeant(String typed, String meant) {
        Optional<String> nearest = Nearest.to(typed, List.of("cid", "http", "bootstrap", "listen").stream());
        assertEquals(meant, nearest.orElse(""));
    }
}
