package io.replicator.chaos.image;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class NeedsDockerTest {

    private static final Optional<String> GONE = Optional.of("Cannot connect to the Docker daemon");

    @Test
    void skipsWithTheReasonAndHowToGetDocker() {
        TestAbortedException skipped = assertThrows(TestAbortedException.class, () -> NeedsDocker.assume(GONE, false));
        assertTrue(String.valueOf(skipped.getMessage()).contains("Cannot connect to the Docker daemon"));
        assertTrue(String.valueOf(skipped.getMessage()).contains("apt-get install docker.io"));
    }

    @Test
    void failsWhereDockerIsRequired() {
        AssertionError failed = assertThrows(AssertionError.class, () -> NeedsDocker.assume(GONE, true));
        assertTrue(String.valueOf(failed.getMessage()).contains("REPLICATOR_REQUIRE_DOCKER"));
    }

    @Test
    void goesOnWhereDockerIs() {
        NeedsDocker.assume(Optional.empty(), true);
    }
}
