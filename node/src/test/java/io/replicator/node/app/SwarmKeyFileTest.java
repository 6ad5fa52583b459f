package io.replicator.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.replicator.node.config.ConfigException;
import io.replicator.node.config.NodeConfig;
import io.replicator.node.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told of the file of {@code --swarm-key} before anything starts. */
class SwarmKeyFileTest {

    @TempDir
    Path folder;

    @Test
    void takesWhatItMakes() throws Exception {
        Path file = Files.writeString(folder.resolve("swarm.key"), SwarmKeyFile.newText());
        assertEquals(Optional.of(file), configure(file).swarmKey());
        assertEquals(SwarmKeyFile.read(file).toFile(), Files.readString(file));
    }

    @Test
    void saysThatThereIsNoFileAndHowToGetOne() {
        Path file = folder.resolve("swarm.key");
        assertMistake(
                file,
                "there is no file " + file + ": copy that of the other nodes, or make the first with"
                        + " 'replicator swarm-key --output " + file + "'");
    }

    @Test
    void saysWhatIsWrongInTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("swarm.key"), "/key/swarm/psk/1.0.0/\n/base16/\nabcd\n");
        assertMistake(
                file,
                file + " holds no swarm key: its key has 2 bytes instead of 32; 'replicator swarm-key' makes one");
    }

    @Test
    void refusesWhatIsNoRegularFile() {
        assertMistake(folder, folder + " is not a regular file");
    }

    private static NodeConfig configure(Path file) throws ConfigException {
        return Node.configure(Map.of(Setting.CLUSTER_ID, List.of("A"), Setting.SWARM_KEY, List.of(file.toString())));
    }

    private static void assertMistake(Path file, String mistake) {
        ConfigException refused = assertThrows(ConfigException.class, () -> configure(file));
        assertEquals(List.of("--swarm-key: " + mistake), refused.mistakes());
    }
}
