package io.replicator.node.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How one node is to run; every value has passed the rules of {@link ConfigReader}.
 *
 * @param httpPort none: any free port
 * @param listen multiaddresses, at least one
 * @param announce multiaddresses to tell others; empty: those it listens on
 * @param bootstrap multiaddresses of DHT bootstrap peers
 * @param peers multiaddresses of peers to discover others from
 * @param peerAddresses the only addresses of single peers, each {@code <peer id>=<multiaddr>}
 * @param peerAddressFile a file of such
 * @param swarmKey the file with the key of a private network; none: a public one
 * @param data none: the first unlocked {@code ./data/<cid>/<n>}
 * @param expect cluster id to number of nodes, in the order given; empty: found when the nodes have settled
 * @param maxValueBytes 1 to 16 MiB
 */
public record NodeConfig(
        String clusterId,
        OptionalInt httpPort,
        String httpHost,
        List<String> listen,
        List<String> announce,
        List<String> bootstrap,
        List<String> peers,
        List<String> peerAddresses,
        Optional<Path> peerAddressFile,
        String protocolId,
        String rendezvous,
        Optional<Path> swarmKey,
        Optional<Path> data,
        Map<String, Integer> expect,
        Duration genesisSettle,
        Duration requestTimeout,
        int maxValueBytes,
        LogFormat logFormat) {

    /** How log lines are written. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /** Whether this node founds a network if its data folder is empty: nobody to join was named. */
    public boolean isFounder() {
        return bootstrap.isEmpty() && peers.isEmpty();
    }
}
