package io.replicator.libp2p.ping;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.fuzz.Broken;
import io.replicator.libp2p.fuzz.FuzzConnection;
import io.replicator.libp2p.fuzz.FuzzStream;
import io.replicator.libp2p.fuzz.Repeatable;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.memory.MemoryNetwork;
import io.replicator.libp2p.multiformats.Multiaddr;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Pings: what comes goes back as it was, and only the right answer to an own ping is taken for one. */
public final class PingFuzz {

    private static final PrivateKey OWN = Repeatable.identity(1);
    private static final PrivateKey REMOTE = Repeatable.identity(2);
    private static final Multiaddr ADDRESS = Multiaddr.parse("/ip4/10.0.0.2/tcp/4001");

    /** What own pings carry. */
    private static final long SEED = 3;

    /** In the first byte of an input: the remote ends its stream with a reset. */
    private static final int RESETS = 1;

    /** In the first byte of an input: the remote begins with the right answer to an own ping. */
    private static final int ANSWERS = 2;

    private PingFuzz() {}

    public static List<byte[]> seeds() {
        byte[] two = new byte[2 + 2 * PingService.PAYLOAD_LENGTH];
        two[1] = 31;
        return List.of(
                two, new byte[] {ANSWERS, 7}, new byte[] {ANSWERS | RESETS, 40, 1, 2}, new byte[] {RESETS, 1, 1});
    }

    /** Reads how the remote's stream ends, how long the pieces are in which it comes, and what is in it. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < 2) {
            return;
        }
        boolean resets = (data[0] & RESETS) != 0;
        int piece = 1 + (data[1] & 0xff);
        byte[] answer = Repeatable.bytes(SEED, (data[0] & ANSWERS) == 0 ? 0 : PingService.PAYLOAD_LENGTH);
        byte[] said = Arrays.copyOf(answer, answer.length + data.length - 2);
        System.arraycopy(data, 2, said, answer.length, data.length - 2);
        Host host = new MemoryNetwork().newHost(OWN);
        FuzzConnection connection = new FuzzConnection(REMOTE.publicKey(), ADDRESS, said, piece, resets);
        PingService service = new PingService(host, PingService.TIMEOUT, Repeatable.random(SEED));
        service.start();
        FuzzStream served = new FuzzStream(connection, PingService.PROTOCOL, false, said, piece, resets);
        MemoryNetwork.open(host, served);
        Broken.unless(Arrays.equals(served.written(), said), "what comes goes back");
        Broken.unless(resets || served.isWriteClosed(), "a stream ends with its remote's end");
        ping(service, connection, said);
    }

    private static void ping(PingService service, FuzzConnection connection, byte[] said) {
        byte[] sent = Repeatable.bytes(SEED, PingService.PAYLOAD_LENGTH);
        boolean right = said.length >= sent.length && Arrays.equals(sent, Arrays.copyOf(said, sent.length));
        boolean answered;
        try {
            answered = !service.ping(connection).isNegative();
        } catch (IOException _) {
            answered = false;
        }
        FuzzStream asked = connection.opened().getFirst();
        Broken.unless(answered == right, "the right answer counts, and no other");
        Broken.unless(Arrays.equals(asked.written(), sent), "a ping is sent once");
        Broken.unless(answered ? asked.isWriteClosed() : asked.isReset(), "a stream ends as its ping did");
    }
}
