package io.replicator.libp2p.architecture.planted.host;

import io.replicator.libp2p.architecture.planted.multiformats.UsesHost;
import io.replicator.libp2p.architecture.planted.tcp.Socket;
import java.util.List;

/** Breaks the rule that a host knows no transport. */
public record UsesTcp(Socket socket, List<UsesHost> below) {

    UsesHost first() {
        return below.getFirst();
    }
}
