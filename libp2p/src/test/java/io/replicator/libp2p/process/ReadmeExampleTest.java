package io.replicator.libp2p.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first example of the README is a program that runs as it stands there. */
@Timeout(60)
final class ReadmeExampleTest {

    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern MAIN =
            Pattern.compile("void main\\(\\) throws Exception \\{\n(.*)}\n", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void greets() throws Exception {
        Path program = Files.writeString(folder.resolve("Greeting.java"), example());
        Process process = new ProcessBuilder(ChildJvm.command(List.of(ChildJvm.SHORT_LIVED), program.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertTrue(said.lines().anyMatch(line -> line.matches("hello, 12D3KooW\\w+")), said);
    }

    @Test
    void hasTenLines() throws IOException {
        assertEquals(10, find(MAIN, example()).lines().count());
    }

    private static String example() throws IOException {
        return find(EXAMPLE, Files.readString(Path.of("README.md")));
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(matcher.find(), pattern::pattern);
        return matcher.group(1);
    }
}
