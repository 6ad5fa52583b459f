package io.replicator.libp2p.interop;

import java.io.IOException;
import org.junit.jupiter.api.Assumptions;

/** The stacks that this one is tested against: what their peers need to be built, and how they differ. */
public enum Stack {
    GO("go-libp2p", "go", "REPLICATOR_REQUIRE_GO", "Go 1.26 or later (https://go.dev/dl/)"),
    JS("js-libp2p", "npm", "REPLICATOR_REQUIRE_NODE", "npm 10 or later (it comes with Node.js)"),
    RUST("rust-libp2p", "cargo", "REPLICATOR_REQUIRE_RUST", "Rust 1.88 or later (https://rustup.rs)");

    private final String library;
    private final String tool;
    private final String required;
    private final String remedy;

    Stack(String library, String tool, String required, String remedy) {
        this.library = library;
        this.tool = tool;
        this.required = required;
        this.remedy = remedy;
    }

    /** Skips the calling test, loudly, if this stack's tool is missing; fails it if the tool is required. Builds the peer. */
    public void assume() throws IOException {
        if (PeerBuild.isInstalled(tool)) {
            PeerBuild.command(this);
            return;
        }
        String reason = "The tests against " + library + " need " + remedy + " on the PATH; without it nothing shows"
                + " that this stack talks to others. " + required + "=true makes its absence a failure.";
        if (Boolean.parseBoolean(System.getenv().getOrDefault(required, "false"))) {
            throw new AssertionError(reason);
        }
        System.err.println("\n*** SKIPPED: " + reason + "\n");
        Assumptions.abort(reason);
    }
}
