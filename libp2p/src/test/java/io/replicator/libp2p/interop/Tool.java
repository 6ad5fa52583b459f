package io.replicator.libp2p.interop;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/** The programs that some tests need and not everybody has. */
enum Tool {
    GO("go", "REPLICATOR_REQUIRE_GO", "Go 1.26 or later (https://go.dev/dl/)"),
    NPM("npm", "REPLICATOR_REQUIRE_NODE", "npm 10 or later (it comes with Node.js)"),
    CARGO("cargo", "REPLICATOR_REQUIRE_RUST", "Rust 1.88 or later (https://rustup.rs)"),
    REDIS("redis-server", "REPLICATOR_REQUIRE_REDIS", "redis-server 6 or later (apt install redis-server)");

    private final String command;
    private final String required;
    private final String remedy;

    Tool(String command, String required, String remedy) {
        this.command = command;
        this.required = required;
        this.remedy = remedy;
    }

    String command() {
        return command;
    }

    /**
     * Skips the calling test, loudly, if this is not on the PATH; fails it if its environment variable requires it.
     *
     * @param tests which tests need it
     * @param loss what nothing shows without them
     */
    void assume(String tests, String loss) {
        if (isInstalled()) {
            return;
        }
        String reason = tests + " need " + remedy + " on the PATH; without it nothing shows that " + loss + ". "
                + required + "=true makes its absence a failure.";
        if (Boolean.parseBoolean(System.getenv().getOrDefault(required, "false"))) {
            throw new AssertionError(reason);
        }
        System.err.println("\n*** SKIPPED: " + reason + "\n");
        Assumptions.abort(reason);
    }

    private boolean isInstalled() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }
}
