package io.replicator.chaos.image;

import io.replicator.simulator.containers.Docker;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a class of tests, loudly, if there is no Docker to run nodes in; fails it if Docker is required. */
public final class NeedsDocker implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        Optional<String> missing = Docker.whatIsMissing();
        missing.ifPresent(wrong -> System.err.println("\n*** " + reason(wrong) + "\n"));
        assume(missing, Boolean.parseBoolean(System.getenv().getOrDefault("REPLICATOR_REQUIRE_DOCKER", "false")));
    }

    static void assume(Optional<String> missing, boolean required) {
        if (missing.isPresent() && required) {
            throw new AssertionError(reason(missing.get()) + " (REPLICATOR_REQUIRE_DOCKER forbids to skip them)");
        }
        if (missing.isPresent()) {
            Assumptions.abort("SKIPPED: " + reason(missing.get()));
        }
    }

    private static String reason(String wrong) {
        return "The chaos tests need a running Docker that this user may use: without it, nothing shows how nodes behave"
                + " that are cut off, frozen or killed. To get it: 'apt-get install docker.io', then start 'dockerd';"
                + " 'docker info' tells whether it works. Where no image can be pulled, docker/make-base.sh and"
                + " docker/make-toxiproxy.sh make those that are needed. What is wrong here: "
                + wrong;
    }
}
