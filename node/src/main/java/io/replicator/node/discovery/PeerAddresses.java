package io.replicator.node.discovery;

import io.replicator.libp2p.host.AddressOverrides;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses that the operator gave for single peers, one by one and in a file; one by one wins. The file is read again
 * when it has changed; one that cannot be used then leaves everything as it was. Thread-safe.
 */
public final class PeerAddresses implements AddressOverrides {

    static final int MAX_PEERS = 1024;
    static final int MAX_ADDRESSES = 8;
    static final long MAX_FILE_BYTES = 1L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(PeerAddresses.class);

    /** What changes when a file is written or replaced. */
    private record Stamp(Object time, long size, Optional<Object> key) {
        static final Stamp NONE = new Stamp("", 0, Optional.empty());
    }

    private final Map<PeerId, List<Multiaddr>> single;
    private final Optional<Path> file;
    private Map<PeerId, List<Multiaddr>> fromFile = Map.of();
    private Stamp stamp = Stamp.NONE;

    /**
     * @param entries each {@code <peer id>=<multiaddr>}
     * @throws IllegalArgumentException if an entry is wrong, or the file cannot be read, in words for people
     */
    public PeerAddresses(List<String> entries, Optional<Path> file) {
        Map<PeerId, List<Multiaddr>> table = new LinkedHashMap<>();
        entries.forEach(entry -> addEntry(table, entry));
        this.single = table;
        this.file = file;
        if (file.isPresent()) {
            stamp = stampOf(file.get());
            fromFile = read(file.get());
        }
    }

    @Override
    public List<Multiaddr> of(PeerId peer) {
        List<Multiaddr> addresses = single.get(peer);
        return addresses != null ? addresses : current().getOrDefault(peer, List.of());
    }

    private synchronized Map<PeerId, List<Multiaddr>> current() {
        if (file.isEmpty()) {
            return fromFile;
        }
        Stamp now = stampOf(file.get());
        if (!now.equals(stamp)) {
            stamp = now;
            try {
                fromFile = read(file.get());
                LOG.info("{} has changed: addresses of {} peers", file.get(), fromFile.size());
            } catch (IllegalArgumentException e) {
                LOG.warn("the addresses of peers stay as they were: {}", e.getMessage());
            }
        }
        return fromFile;
    }

    private static Stamp stampOf(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    attributes.lastModifiedTime(), attributes.size(), Optional.ofNullable(attributes.fileKey()));
        } catch (IOException e) {
            return Stamp.NONE;
        }
    }

    private static Map<PeerId, List<Multiaddr>> read(Path file) {
        List<String> lines;
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IOException("it has more than " + MAX_FILE_BYTES + " bytes");
            }
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + reason(e), e);
        }
        Map<PeerId, List<Multiaddr>> table = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (!line.isEmpty()) {
                try {
                    addLine(table, line);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(file + ", line " + (i + 1) + ": " + e.getMessage(), e);
                }
            }
        }
        return table;
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such file";
            case CharacterCodingException _ -> "it is no text in UTF-8";
            default -> e.toString();
        };
    }

    private static void addLine(Map<PeerId, List<Multiaddr>> table, String line) {
        String[] parts = line.split("\\s+", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("'" + line + "' is not a peer id, a blank and a multiaddress");
        }
        add(table, parts[0], parts[1]);
    }

    private static void addEntry(Map<PeerId, List<Multiaddr>> table, String entry) {
        int equals = entry.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException(
                    "'" + entry + "' is not <peer id>=<multiaddr>: write it like 12D3KooW…=/ip4/192.0.2.7/tcp/4001");
        }
        add(table, entry.substring(0, equals), entry.substring(equals + 1));
    }

    private static void add(Map<PeerId, List<Multiaddr>> table, String peerText, String addressText) {
        PeerId peer = peer(peerText);
        Multiaddr address = Multiaddr.parse(addressText);
        if (!address.isPlainTcp()) {
            throw new IllegalArgumentException("'" + addressText
                    + "' cannot be dialled: name a host and a TCP port, as in /ip4/192.0.2.7/tcp/4001");
        }
        if (!address.leadsTo(peer)) {
            throw new IllegalArgumentException("'" + addressText + "' ends in another peer than " + peer);
        }
        List<Multiaddr> addresses = table.computeIfAbsent(peer, _ -> new ArrayList<>());
        addresses.add(address.withoutPeer());
        if (addresses.size() > MAX_ADDRESSES) {
            throw new IllegalArgumentException("more than " + MAX_ADDRESSES + " addresses of " + peer);
        }
        if (table.size() > MAX_PEERS) {
            throw new IllegalArgumentException("addresses of more than " + MAX_PEERS + " peers");
        }
    }

    private static PeerId peer(String text) {
        try {
            return PeerId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no peer id: take the 'Host ID' that the peer prints", e);
        }
    }
}
