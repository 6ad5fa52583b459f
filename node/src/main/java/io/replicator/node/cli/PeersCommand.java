package io.replicator.node.cli;

import io.replicator.client.Peer;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "peers",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "List the peers that a node knows, itself included.")
final class PeersCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final ListingFormat format = new ListingFormat();

    PeersCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws CommandFailure {
        List<Peer> peers = format.ask(shell, client -> client.peers());
        if (format.isJson()) {
            ListingFormat.printJson(shell, peers);
            return ExitCode.OK;
        }
        Table table = new Table("PEER", "CLUSTER", "ROLE", "SEEN", "RTT", "ADDRESS");
        for (Peer peer : peers) {
            table.row(
                    Wording.shortId(peer.id()),
                    peer.cluster(),
                    peer.role(),
                    seen(peer),
                    peer.self() ? "-" : Wording.roundTrip(peer.roundTripMicros()),
                    address(peer));
        }
        shell.out().print(table);
        return ExitCode.OK;
    }

    private static String seen(Peer peer) {
        if (peer.self()) {
            return "itself";
        }
        return peer.connected() ? "now" : Wording.age(peer.lastSeenMillis());
    }

    /** The first address; the peer's id at its end stands in the first column. */
    private static String address(Peer peer) {
        if (peer.addresses().isEmpty()) {
            return "-";
        }
        String first = peer.addresses().getFirst().replaceFirst("/p2p/[^/]*$", "");
        return peer.addresses().size() == 1
                ? first
                : first + " +" + (peer.addresses().size() - 1);
    }
}
