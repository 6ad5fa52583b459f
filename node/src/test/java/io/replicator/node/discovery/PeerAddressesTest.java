package io.replicator.node.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerAddressesTest {

    private static final Multiaddr HERE = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001");
    private static final Multiaddr THERE = Multiaddr.parse("/dns4/proxy.example/tcp/4002");
    private static final PeerId PEER = peer();
    private static final PeerId OTHER = peer();

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("peers");
    }

    private static PeerId peer() {
        return PrivateKey.generateEd25519(new SecureRandom()).peerId();
    }

    private static PeerAddresses single(String... entries) {
        return new PeerAddresses(List.of(entries), Optional.empty());
    }

    private PeerAddresses fromFile(String text) throws IOException {
        Files.writeString(file, text);
        return new PeerAddresses(List.of(), Optional.of(file));
    }

    @Test
    void takesSeveralAddressesOfAPeerInTheirOrder() {
        PeerAddresses addresses = single(PEER + "=" + THERE, PEER + "=" + HERE.withPeer(PEER), OTHER + "=" + HERE);
        assertEquals(List.of(THERE, HERE), addresses.of(PEER));
        assertEquals(List.of(HERE), addresses.of(OTHER));
        assertEquals(List.of(), addresses.of(peer()));
    }

    @Test
    void readsAFileWithComments() throws IOException {
        PeerAddresses addresses = fromFile("# ours\n\n" + PEER + " " + HERE + "   # by the tunnel\n\t" + PEER + "\t"
                + THERE + "\r\n#" + OTHER + " " + HERE + "\n");
        assertEquals(List.of(HERE, THERE), addresses.of(PEER));
        assertEquals(List.of(), addresses.of(OTHER));
    }

    @Test
    void prefersWhatWasGivenOneByOneToTheFile() throws IOException {
        Files.writeString(file, PEER + " " + HERE + "\n" + OTHER + " " + HERE + "\n");
        PeerAddresses addresses = new PeerAddresses(List.of(PEER + "=" + THERE), Optional.of(file));
        assertEquals(List.of(THERE), addresses.of(PEER));
        assertEquals(List.of(HERE), addresses.of(OTHER));
    }

    @Test
    void readsTheFileAgainWhenItHasChanged() throws IOException {
        PeerAddresses addresses = fromFile(PEER + " " + HERE);
        Files.writeString(file, PEER + " " + THERE);
        assertEquals(List.of(THERE), addresses.of(PEER));

        Path fresh = Files.writeString(folder.resolve("fresh"), OTHER + " " + HERE);
        Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertEquals(List.of(), addresses.of(PEER));
        assertEquals(List.of(HERE), addresses.of(OTHER));
    }

    @Test
    void staysAsItWasWhenTheFileIsOfNoUseAnyMore() throws IOException {
        PeerAddresses addresses = fromFile(PEER + " " + HERE);
        Files.writeString(file, "nonsense");
        assertEquals(List.of(HERE), addresses.of(PEER));
        Files.delete(file);
        assertEquals(List.of(HERE), addresses.of(PEER));
        Files.writeString(file, PEER + " " + THERE);
        assertEquals(List.of(THERE), addresses.of(PEER));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PEER                            | is not <peer id>=<multiaddr>",
                "12D3=/ip4/127.0.0.1/tcp/1       | is no peer id: take the 'Host ID' that the peer prints",
                "PEER=127.0.0.1:4001             | not a multiaddr: \"127.0.0.1:4001\"",
                "PEER=/ip4/127.0.0.1/udp/1       | cannot be dialled",
                "PEER=/ip4/127.0.0.1/tcp/1/p2p/OTHER | ends in another peer than PEER",
            })
    void explainsEachMistake(String entry, String message) {
        assertMistake(named(message), () -> single(named(entry)));
    }

    @Test
    void namesTheLineOfAMistakeInTheFile() {
        assertMistake(file + ", line 2: '12D3' is no peer id", () -> fromFile("# x\n12D3 " + HERE));
        assertMistake("line 1: '" + PEER + "' is not a peer id, a blank and a", () -> fromFile(PEER.toString()));
        assertMistake("cannot read " + folder.resolve("none") + ": there is no such file", () -> {
            var _ = new PeerAddresses(List.of(), Optional.of(folder.resolve("none")));
        });
        assertMistake("it is no text in UTF-8", () -> {
            Files.write(file, new byte[] {(byte) 0xc3, (byte) 0x28});
            var _ = new PeerAddresses(List.of(), Optional.of(file));
        });
    }

    @Test
    void keepsItsLimits() {
        String line = PEER + " " + HERE + "\n";
        assertMistake("more than 8 addresses of " + PEER, () -> fromFile(line.repeat(9)));
        assertMistake(
                "more than " + PeerAddresses.MAX_FILE_BYTES + " bytes",
                () -> fromFile(String.join("", Collections.nCopies(20_000, line))));
    }

    private static String named(String text) {
        return text.replace("PEER", PEER.toString()).replace("OTHER", OTHER.toString());
    }

    private static void assertMistake(String message, org.junit.jupiter.api.function.Executable attempt) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, attempt);
        assertTrue(String.valueOf(e.getMessage()).contains(message), e::getMessage);
    }
}
