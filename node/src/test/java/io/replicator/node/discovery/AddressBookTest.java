package io.replicator.node.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressBookTest {

    private static final Multiaddr HERE = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001");
    private static final Multiaddr THERE = Multiaddr.parse("/dns4/replicator.example/tcp/4001");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("addresses");
    }

    @Test
    void remembersOverARestart() {
        PeerId peer = peer();
        new AddressBook(file).remember(peer, List.of(HERE, THERE));
        assertEquals(Map.of(peer, List.of(HERE, THERE)), new AddressBook(file).all());
    }

    @Test
    void forgetsOldAddressesOfAPeerForNewOnesButNotForNone() {
        PeerId peer = peer();
        AddressBook book = new AddressBook(file);
        book.remember(peer, List.of(HERE));
        book.remember(peer, List.of(THERE.withPeer(peer), THERE));
        book.remember(peer, List.of());
        assertEquals(Map.of(peer, List.of(THERE)), book.all());
    }

    @Test
    void takesTheGoodLinesOfADamagedFile() throws IOException {
        PeerId peer = peer();
        Files.write(
                file,
                List.of("", "nonsense", HERE.toString(), "/p2p/" + peer(), HERE + "/p2p/" + peer, "/ip4/1.2.3.4/tcp/"));
        assertEquals(Map.of(peer, List.of(HERE)), new AddressBook(file).all());
    }

    @Test
    void doesWithoutAFileThatIsNoText() throws IOException {
        Files.write(file, new byte[] {(byte) 0xC3, 0x28, 0, -1, -2});
        assertTrue(new AddressBook(file).all().isEmpty());
    }

    @Test
    void doesNotReadAFileThatIsTooLong() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(AddressBook.MAX_FILE_BYTES + 1);
        }
        assertTrue(new AddressBook(file).all().isEmpty());
    }

    @Test
    void remembersNoMoreThanItsLimits() throws IOException {
        List<Multiaddr> many = IntStream.rangeClosed(1, AddressBook.MAX_ADDRESSES + 1)
                .mapToObj(port -> Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port))
                .toList();
        List<PeerId> peers = IntStream.rangeClosed(0, AddressBook.MAX_PEERS)
                .mapToObj(_ -> peer())
                .toList();
        Files.write(file, peers.stream().map(peer -> HERE + "/p2p/" + peer).toList());
        AddressBook book = new AddressBook(file);
        assertEquals(AddressBook.MAX_PEERS, book.all().size());
        PeerId late = peer();
        book.remember(late, many);
        assertEquals(AddressBook.MAX_PEERS, book.all().size());
        assertEquals(many.subList(0, AddressBook.MAX_ADDRESSES), book.all().get(late));
        assertFalse(book.all().containsKey(peers.getFirst()), "the earliest is forgotten");
    }

    @Test
    void goesOnWhenItCannotWrite() {
        AddressBook book = new AddressBook(folder.resolve("no/such/folder/addresses"));
        PeerId peer = peer();
        book.remember(peer, List.of(HERE));
        assertEquals(Map.of(peer, List.of(HERE)), book.all());
    }

    private static PeerId peer() {
        return PrivateKey.generateEd25519(new SecureRandom()).publicKey().peerId();
    }
}
