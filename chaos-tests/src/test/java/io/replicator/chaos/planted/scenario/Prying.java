package io.replicator.chaos.planted.scenario;

import eu.rekawek.toxiproxy.ToxiproxyClient;
import io.replicator.engine.model.Key;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.node.storage.RocksJournal;
import io.replicator.simulator.fault.FaultKind;
import org.jspecify.annotations.Nullable;

/** What no scenario may know: it sees of nodes what clients see. */
public final class Prying {

    private Prying() {}

    /** Looks into a node's disk. */
    public static final class IntoNode {
        public @Nullable RocksJournal journal;
    }

    /** Speaks of keys as nodes do. */
    public static final class IntoEngine {
        public @Nullable Key key;
    }

    /** Speaks with nodes as nodes do. */
    public static final class IntoLibp2p {
        public @Nullable PrivateKey identity;
    }

    /** Looks at a world in virtual time. */
    public static final class IntoWorlds {
        public @Nullable FaultKind kind;
    }

    /** Poisons links behind the back of the faults, which note when. */
    public static final class IntoProxies {
        public @Nullable ToxiproxyClient proxies;
    }
}
