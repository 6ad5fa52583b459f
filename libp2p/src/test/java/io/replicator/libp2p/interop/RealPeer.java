package io.replicator.libp2p.interop;

import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A host of another stack in a process of its own, driven line by line. Closing it ends the process.
 *
 * <p>The program listens, and its first line says where. It is told one command a line and answers each with one line of
 * flat JSON, {@code {"event":COMMAND,"ok":true,...}} or {@code {"ok":false,"error":TEXT}}, within a minute. It ends with
 * its standard input.
 *
 * <p>Options: {@code -listen ADDR}, {@code -kad PREFIX} for a DHT under this protocol prefix, {@code -client} to only ask
 * it, {@code -security noise|tls}, {@code -psk FILE} with the key of a private network.
 *
 * <p>It serves {@code /echo/1.0.0}, which sends back what comes as it comes; {@code /collect/1.0.0}, which sends it back
 * only when the remote has closed its writing side; {@code /reset/1.0.0}, which resets the stream once something has come.
 *
 * <pre>
 * connect ADDR             connects
 * disconnect ID            closes all connections with a peer
 * connected ID             connected: whether there is one
 * identify ADDR            connects anew and tells what identify said: agent, protocols, addresses, observed,
 *                          signedRecord; go and js also security and muxer, go earlyMuxer
 * protocols ID             protocols: what it has heard last that a peer serves
 * serve PROTOCOL           serves one more protocol, and says so by identify push
 * ping ADDR                pings three times
 * echo ADDR BYTES STREAMS  opens streams, sends so many bytes on each and compares what comes back: bytes, equal, millis
 * collect ADDR TEXT        text: what /collect/1.0.0 sends back
 * reset ADDR               reset: whether /reset/1.0.0 reset its stream
 * redial ADDR TIMES        connects, uses the connection and closes it, so many times
 * crowd ADDR COUNT         peers: so many further hosts, which connect, all use their connections, and stay
 * </pre>
 *
 * With a DHT, whose keys {@code /test/...} take any value but the empty one and prefer the longest:
 *
 * <pre>
 * table                    peers in the routing table, and their size
 * findpeer ID              addresses: where a peer is
 * provide NAME             announces itself as a provider of the SHA-256 of a name
 * findproviders NAME       providers: who provides it
 * putvalue KEY VALUE
 * getvalue KEY             value
 * advertise NAME           (go) by its routing discovery
 * discover NAME            (go) providers: who gathers there
 * </pre>
 */
public final class RealPeer implements AutoCloseable {

    /** Longer than the program itself takes before it gives up. */
    private static final int MAX_ANSWER_SECONDS = 75;

    private static final int MAX_UNREAD_ANSWERS = 16;

    private final Stack stack;
    private final Process process;
    private final PrintWriter commands;
    private final BlockingQueue<Optional<String>> answers = new ArrayBlockingQueue<>(MAX_UNREAD_ANSWERS);
    private final Answer listening;

    private RealPeer(Stack stack, Process process) throws IOException {
        this.stack = stack;
        this.process = process;
        this.commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        Thread.startVirtualThread(() -> read(process.inputReader(StandardCharsets.UTF_8)));
        this.listening = readAnswer();
    }

    /** Builds the program if need be and starts it. */
    public static RealPeer start(Stack stack, String... options) throws IOException {
        List<String> command = new ArrayList<>(PeerBuild.command(stack));
        for (String option : options) {
            // JavaScript's parser of options knows long ones by two dashes alone; Go's takes both.
            command.add(option.startsWith("-") ? "-" + option : option);
        }
        ProcessBuilder program = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        program.environment().put("NODE_COMPILE_CACHE", PeerBuild.compileCache().toString());
        return new RealPeer(stack, program.start());
    }

    /** Executes a command and waits for its answer; the program limits the time. Nothing else is taken for that answer. */
    public synchronized Answer execute(Object... words) {
        if (answers.stream().anyMatch(Optional::isPresent)) {
            throw new AssertionError(stack + " said something unasked: " + answers);
        }
        commands.println(
                String.join(" ", Arrays.stream(words).map(Object::toString).toList()));
        try {
            Answer answer = readAnswer();
            if (answer.isOk() && !answer.text("event").equals(words[0])) {
                throw new AssertionError(answer.json() + " is no answer to " + Arrays.toString(words));
            }
            return answer;
        } catch (IOException e) {
            throw new AssertionError(stack + " does not answer " + Arrays.toString(words), e);
        }
    }

    public PeerId peerId() {
        return PeerId.parse(listening.text("peer"));
    }

    /** With the {@code /p2p} tail. */
    public List<Multiaddr> addresses() {
        return listening.texts("addresses").stream().map(Multiaddr::parse).toList();
    }

    public Multiaddr address() {
        return addresses().getFirst();
    }

    @Override
    public String toString() {
        return stack + " " + listening.text("peer");
    }

    /** Ends it without any good-bye. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Does not wait for what the program would do in order: some take seconds to close their connections. */
    @Override
    public void close() {
        commands.close();
        kill();
    }

    /** A thread that reads from a process cannot be interrupted, so this one is not the test's. */
    private void read(BufferedReader lines) {
        try {
            String line;
            do {
                line = lines.readLine();
                answers.put(Optional.ofNullable(line));
            } while (line != null);
        } catch (IOException e) {
            var _ = answers.offer(Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer readAnswer() throws IOException {
        try {
            Optional<String> line = answers.poll(MAX_ANSWER_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new IOException("the peer of " + stack + " does not answer");
            }
            return new Answer(line.orElseThrow(() -> new IOException("the peer of " + stack + " has ended")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the peer of " + stack);
        }
    }
}
