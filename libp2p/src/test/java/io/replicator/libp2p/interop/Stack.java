package io.replicator.libp2p.interop;

import java.io.IOException;

/** The stacks that this one is tested against, and what their peers need to be built. */
public enum Stack {
    GO("go-libp2p", Tool.GO),
    JS("js-libp2p", Tool.NPM),
    RUST("rust-libp2p", Tool.CARGO);

    private final String library;
    private final Tool tool;

    Stack(String library, Tool tool) {
        this.library = library;
        this.tool = tool;
    }

    /** Whether it agrees on the multiplexer in the handshake of Noise or TLS; rust-libp2p offers none in either. */
    boolean agreesOnTheMuxerEarly() {
        return this != RUST;
    }

    /** Skips the calling test, loudly, if this stack's tool is missing; fails it if the tool is required. Builds the peer. */
    public void assume() throws IOException {
        tool.assume("The tests against " + library, "this stack talks to others");
        PeerBuild.command(this);
    }
}
