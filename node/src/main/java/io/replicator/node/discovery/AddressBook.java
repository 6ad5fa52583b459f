package io.replicator.node.discovery;

import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the nodes of the network were last seen, in a file of the data folder, one full multiaddress a line: so that a
 * restarted node finds its way back although its bootstrap peer is gone. A help, not a truth: a damaged or missing file is
 * no error. Thread-safe.
 */
public final class AddressBook {

    /** Peers that are remembered; of more, the earliest are forgotten. */
    static final int MAX_PEERS = 1024;

    static final int MAX_ADDRESSES = 8;
    /** A longer file was not written here, and is not read. */
    static final long MAX_FILE_BYTES = 4L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(AddressBook.class);

    private final Path file;
    private final Map<PeerId, List<Multiaddr>> book = new LinkedHashMap<>();

    public AddressBook(Path file) {
        this.file = file;
        read();
    }

    private void read() {
        try {
            if (!Files.exists(file)) {
                return;
            }
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IOException("it has " + Files.size(file) + " bytes");
            }
            Files.readString(file).lines().forEach(this::take);
        } catch (IOException e) {
            LOG.warn("the remembered addresses in {} are of no use: {}", file, e.toString());
        }
    }

    private void take(String line) {
        try {
            Multiaddr address = Multiaddr.parse(line.strip());
            PeerId peer = address.peerId().orElseThrow(() -> new IllegalArgumentException("it names no peer"));
            if (!address.isPlainTcp() || (book.size() == MAX_PEERS && !book.containsKey(peer))) {
                return;
            }
            List<Multiaddr> known = book.computeIfAbsent(peer, _ -> new ArrayList<>());
            if (known.size() < MAX_ADDRESSES) {
                known.add(address.withoutPeer());
            }
        } catch (IllegalArgumentException e) {
            LOG.warn("a line of the remembered addresses in {} is of no use: {}", file, e.getMessage());
        }
    }

    public synchronized Map<PeerId, List<Multiaddr>> all() {
        return Map.copyOf(book);
    }

    /** Remembers the addresses of a peer, instead of those known before. */
    public synchronized void remember(PeerId peer, List<Multiaddr> addresses) {
        List<Multiaddr> plain = addresses.stream()
                .map(Multiaddr::withoutPeer)
                .distinct()
                .limit(MAX_ADDRESSES)
                .toList();
        if (plain.isEmpty() || plain.equals(book.get(peer))) {
            return;
        }
        book.remove(peer);
        book.put(peer, plain);
        while (book.size() > MAX_PEERS) {
            book.remove(book.keySet().iterator().next());
        }
        write();
    }

    private void write() {
        List<String> lines = new ArrayList<>();
        book.forEach((peer, addresses) -> addresses.forEach(address -> lines.add(address + "/p2p/" + peer)));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(fresh, lines);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("cannot remember addresses in {}: {}", file, e.getMessage());
        }
    }
}
