package io.replicator.chaos.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesTest {

    private static final Instant BUILT = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private Path file(String name, Instant modified) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, name);
        return Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    @Test
    void refusesToTestCodeThatIsOlderThanItsSources() throws IOException {
        Path jar = file("target/x.jar", BUILT);
        file("src/main/java/Old.java", BUILT.minusSeconds(60));
        assertEquals(Optional.empty(), Images.staleness(jar, folder.resolve("src/main")));
        file("src/main/java/New.java", BUILT.plusSeconds(1));
        assertTrue(
                Images.staleness(jar, folder.resolve("src/main")).orElseThrow().contains("New.java"));
    }

    @Test
    void saysHowToMakeWhatTheImageStartsFrom() {
        List<String> bases = Images.bases(Images.checkout().resolve("docker/Dockerfile"));
        assertEquals(List.of("debian:bookworm-slim", "eclipse-temurin:25-jdk"), bases);
        String reason = Images.reason(bases, "debian:bookworm-slim"::equals, "docker build: no such host");
        assertTrue(reason.contains("eclipse-temurin:25-jdk") && reason.contains("docker/make-base.sh"), reason);
        assertFalse(reason.contains("debian"), reason);
        assertEquals("out of space", Images.reason(bases, _ -> true, "out of space"));
    }
}
