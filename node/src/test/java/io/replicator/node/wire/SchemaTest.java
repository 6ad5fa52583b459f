package io.replicator.node.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Reads the golden files by {@code replicator.proto} alone, so that the schema says what the code does. */
class SchemaTest {

    private static final Pattern MESSAGE = Pattern.compile("message (\\w+) \\{(})?");
    private static final Pattern FIELD =
            Pattern.compile("(optional |repeated )?(\\w+) (\\w+) = (\\d+)( \\[packed = true])?;");
    private static final Set<String> VARINTS = Set.of("uint32", "uint64", "bool");
    private static final Set<String> BYTES = Set.of("bytes", "string");

    private final Map<String, Map<Integer, Field>> schema = new TreeMap<>();
    private final Set<String> seen = new TreeSet<>();

    private record Field(String type, String name, boolean packed) {}

    @Test
    void describesEveryFieldOfEveryFrame() throws Exception {
        readSchema();
        try (Stream<Path> files = Files.list(GoldenFilesTest.FOLDER)) {
            for (Path file : files.sorted().toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i += 2) {
                    byte[] frame = HexFormat.of().parseHex(lines.get(i));
                    walk("Frame", Arrays.copyOfRange(frame, WireFormat.HEADER_BYTES, frame.length));
                }
            }
        }
        Set<String> declared = new TreeSet<>();
        schema.forEach((message, fields) -> fields.values().forEach(field -> declared.add(message + "." + field.name)));
        assertEquals(declared, seen, "every field that is declared stands in a golden file");
    }

    private void readSchema() throws IOException {
        String text;
        try (InputStream resource = WireFormat.class.getResourceAsStream("replicator.proto")) {
            assertNotNull(resource);
            text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
        Map<Integer, Field> fields = Map.of();
        for (String line : text.replaceAll("//.*", "").split("\n", -1)) {
            Matcher message = MESSAGE.matcher(line.strip());
            Matcher field = FIELD.matcher(line.strip());
            if (message.matches()) {
                fields = new TreeMap<>();
                schema.put(message.group(1), fields);
            } else if (field.matches()) {
                boolean packed = field.group(5) != null;
                fields.put(Integer.parseInt(field.group(4)), new Field(field.group(2), field.group(3), packed));
            }
        }
    }

    private void walk(String message, byte[] bytes) throws IOException {
        Map<Integer, Field> fields = schema.get(message);
        assertNotNull(fields, message);
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            Field field = fields.get(tag >>> 3);
            assertNotNull(field, message + " has no field " + (tag >>> 3));
            seen.add(message + "." + field.name);
            boolean varint = VARINTS.contains(field.type);
            assertEquals(varint ? 0 : 2, tag & 7, message + "." + field.name);
            if (varint) {
                in.readUInt64();
            } else {
                byte[] content = in.readByteArray();
                if (field.packed) {
                    assertEquals(0, content.length % Long.BYTES);
                } else if (!BYTES.contains(field.type)) {
                    walk(field.type, content);
                }
            }
        }
    }
}
