package io.replicator.node.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.replicator.engine.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What stands on the wire in version 1, for ever: each file has frames of one kind as hexadecimal digits, each followed by
 * a line with what it means. Run with {@code -Dreplicator.golden=write} to add the files of new kinds; existing files are
 * never changed by that.
 */
class GoldenFilesTest {

    static final Path FOLDER = Path.of("src/test/resources/golden/wire-v1");

    private static final int SAMPLES = 6;
    private static final String HELLO = "hello";

    private final FrameEncoder encoder = new FrameEncoder(UnpooledByteBufAllocator.DEFAULT);

    @Test
    void stillReadsAndWritesTheFramesOfVersion1() throws Exception {
        Map<String, List<String>> kinds = samples();
        if ("write".equals(System.getProperty("replicator.golden"))) {
            writeMissing(kinds);
        }
        for (String kind : kinds.keySet()) {
            List<String> lines = Files.readAllLines(FOLDER.resolve(kind + ".txt"));
            assertTrue(lines.size() >= 2, kind);
            for (int i = 0; i < lines.size(); i += 2) {
                byte[] frame = HexFormat.of().parseHex(lines.get(i));
                assertEquals(lines.get(i + 1), meaning(kind, frame), kind);
                assertEquals(lines.get(i), HexFormat.of().formatHex(encodedAgain(kind, frame)), kind);
            }
        }
    }

    private String meaning(String kind, byte[] frame) throws WireException {
        return kind.equals(HELLO)
                ? String.valueOf(Received.from(frame, new byte[0]).hello)
                : Received.from(hello(), frame).messages.toString();
    }

    private byte[] encodedAgain(String kind, byte[] frame) throws WireException {
        if (kind.equals(HELLO)) {
            Message.Hello hello = Received.from(frame, new byte[0]).hello;
            return Received.bytesOf(encoder.encodeHello(Objects.requireNonNull(hello)));
        }
        Received received = Received.from(hello(), frame);
        return Received.bytesOf(encoder.encode(received.networks.getFirst(), received.messages));
    }

    /** Frames and their meanings, by kind. */
    private Map<String, List<String>> samples() throws WireException {
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        for (long seed = 1; seed <= SAMPLES; seed++) {
            RandomMessages random = new RandomMessages(seed);
            add(kinds, HELLO, Received.bytesOf(encoder.encodeHello(random.hello())));
            for (Map.Entry<String, Message> sample : random.oneOfEach().entrySet()) {
                byte[] frame = Received.bytesOf(encoder.encode(random.network(), List.of(sample.getValue())));
                add(kinds, sample.getKey(), frame);
            }
        }
        return kinds;
    }

    private void add(Map<String, List<String>> kinds, String kind, byte[] frame) throws WireException {
        List<String> lines = kinds.computeIfAbsent(kind, added -> new ArrayList<>());
        lines.add(HexFormat.of().formatHex(frame));
        lines.add(meaning(kind, frame));
    }

    private static void writeMissing(Map<String, List<String>> kinds) throws IOException {
        Files.createDirectories(FOLDER);
        for (Map.Entry<String, List<String>> kind : kinds.entrySet()) {
            Path file = FOLDER.resolve(kind.getKey() + ".txt");
            if (!Files.exists(file)) {
                Files.write(file, kind.getValue());
            }
        }
    }

    private byte[] hello() {
        return Received.bytesOf(encoder.encodeHello(new RandomMessages(1).hello()));
    }
}
