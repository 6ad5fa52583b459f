package io.replicator.libp2p.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.Libp2p;
import io.replicator.libp2p.crypto.BoringSsl;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamDeadline;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.process.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Where BoringSSL does not run, the JDK takes its place, and nobody else notices. */
class WithoutBoringSslTest {

    private static final int BYTES = 300_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Has an echo from the host at this address, in a process of its own. */
    public static void main(String[] arguments) throws Exception {
        PeerId peer = PeerId.parse(arguments[0]);
        try (Host host =
                Libp2p.builder(PrivateKey.generateEd25519(new SecureRandom())).start()) {
            TestHosts.await(host.connect(peer, List.of(Multiaddr.parse(arguments[1]))));
            Stream stream = TestHosts.await(host.openStream(peer, List.of(TestHosts.ECHO)));
            byte[] sent = new byte[BYTES];
            new Random(1).nextBytes(sent);
            Thread writer = Thread.startVirtualThread(() -> {
                try {
                    stream.output().write(sent);
                } catch (IOException e) {
                    stream.reset();
                }
                stream.closeWrite();
            });
            try (StreamDeadline _ = StreamDeadline.reset(stream, PATIENCE)) {
                boolean same = Arrays.equals(sent, stream.input().readAllBytes());
                writer.join();
                System.out.println("BoringSSL: " + BoringSsl.provider().isPresent() + ", echo: " + same);
            }
        }
    }

    @Test
    @EnabledOnOs(
            value = OS.LINUX,
            architectures = {"amd64", "aarch64"})
    void aProcessWithoutItTalksToOneThatHasIt() throws Exception {
        assertTrue(BoringSsl.provider().isPresent());
        try (TestHosts hosts = new TestHosts()) {
            Host host = hosts.host();
            List<String> command = ChildJvm.command(
                    List.of("-Dio.replicator.libp2p.boringssl=off"), WithoutBoringSslTest.class.getName());
            command.add(host.peerId().toString());
            command.add(host.listenAddresses().getFirst().toString());
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), output);
            assertTrue(output.contains("BoringSSL: false, echo: true"), output);
        }
    }
}
