package io.replicator.chaos.cluster;

import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;

/** Whether there is a Docker to run the nodes in. */
public final class Docker {

    private Docker() {}

    /** Skips the calling test, loudly, if Docker is missing; fails it if Docker is required. */
    public static void assume() {
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return;
        }
        String reason =
                "The chaos tests need a running Docker that this user may use (\"apt-get install docker.io\", then"
                        + " start dockerd; 'docker info' tells whether it works), and debootstrap and Go for the images;"
                        + " without them nothing shows how nodes behave that are cut off, frozen or killed."
                        + " REPLICATOR_REQUIRE_DOCKER=true makes their absence a failure.";
        if (Boolean.parseBoolean(System.getenv().getOrDefault("REPLICATOR_REQUIRE_DOCKER", "false"))) {
            throw new AssertionError(reason);
        }
        System.err.println("\n*** SKIPPED: " + reason + "\n");
        Assumptions.abort(reason);
    }
}
