package io.replicator.node.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.model.Vote;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What stands on the disk in format 1, for ever: a line for each record, as hexadecimal digits. Run with
 * {@code -Dreplicator.golden=write} to write the file if there is none.
 */
class GoldenRecordsTest {

    private static final Path FILE = Path.of("src/test/resources/golden/disk-v1/records.txt");
    private static final Pid PID = new Pid(new Hash256(1, 2, 3, -4));
    private static final TxId LONGEST_TX = new TxId("x".repeat(TxId.MAX_LENGTH));
    private static final Value VALUE = Value.of("value".getBytes(StandardCharsets.US_ASCII));

    /** What is stored, how it is written, and how it is read again. */
    private record Sample<T>(T state, String record, Function<byte[], T> reader) {

        static <T> Sample<T> of(T state, byte[] record, Function<byte[], T> reader) {
            return new Sample<>(state, HexFormat.of().formatHex(record), reader);
        }

        void check(String name, String golden) {
            assertEquals(golden, record, name);
            assertEquals(state, reader.apply(HexFormat.of().parseHex(golden)), name);
        }
    }

    @Test
    void stillReadsAndWritesTheRecordsOfFormat1() throws Exception {
        Map<String, Sample<?>> samples = samples();
        if ("write".equals(System.getProperty("replicator.golden")) && !Files.exists(FILE)) {
            Files.createDirectories(FILE.getParent());
            Files.write(
                    FILE,
                    samples.entrySet().stream()
                            .map(sample ->
                                    sample.getKey() + " " + sample.getValue().record())
                            .toList());
        }
        Map<String, String> golden = new TreeMap<>();
        for (String line : Files.readAllLines(FILE)) {
            golden.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
        }
        assertEquals(samples.keySet(), golden.keySet());
        golden.forEach((name, record) -> {
            Sample<?> sample = samples.get(name);
            if (sample != null) {
                sample.check(name, record);
            }
        });
    }

    @Test
    void refusesDamagedAndUnknownRecords() {
        byte[] record = Records.log(Key.ofClient("key"), PID);
        byte[] later = record.clone();
        later[0] = 2;
        assertThrows(StorageException.class, () -> Records.log(later));
        assertThrows(StorageException.class, () -> Records.log(Arrays.copyOf(record, 20)));
        assertThrows(StorageException.class, () -> Records.log(new byte[0]));
        assertThrows(StorageException.class, () -> Records.number(new byte[3]));
        byte[] committed = Records.committed(new KeyState.Committed(PID, LONGEST_TX, VALUE), 1);
        assertThrows(StorageException.class, () -> Records.committed(Arrays.copyOf(committed, committed.length - 1)));
    }

    private static Map<String, Sample<?>> samples() {
        Map<String, Sample<?>> samples = new LinkedHashMap<>();
        undecided(samples, "promise", new KeyState.Undecided(Samples.classic(5), null));
        undecided(
                samples,
                "reservation",
                new KeyState.Undecided(Ballot.FAST, new Vote(Ballot.FAST, PID, LONGEST_TX, VALUE)));
        undecided(
                samples,
                "promise-above-confirmed",
                new KeyState.Undecided(Samples.classic(2), new Vote(Ballot.CONFIRM, PID, Samples.TX, Value.EMPTY)));
        undecided(
                samples,
                "classic-vote",
                new KeyState.Undecided(Samples.classic(9), new Vote(Samples.classic(8), PID, Samples.TX, VALUE)));
        committed(samples, "committed", new KeyState.Committed(PID, LONGEST_TX, VALUE));
        committed(samples, "committed-empty", new KeyState.Committed(PID, Samples.TX, Value.EMPTY));
        committed(samples, "committed-large", new KeyState.Committed(PID, Samples.TX, Samples.large()));
        Key key = Key.ofClient("some/key");
        samples.put("log", Sample.of(new Records.LogRecord(PID, key), Records.log(key, PID), Records::log));
        samples.put(
                "config", Sample.of(Samples.config(3), ConfigRecord.encode(Samples.config(3)), ConfigRecord::decode));
        samples.put("meta-config-key", key(MetaKeys.config(3)));
        samples.put("meta-digest-key", key(MetaKeys.digest(1023)));
        samples.put("meta-pulled-key", key(MetaKeys.pulledFrom(new StoreId(5, -6))));
        samples.put("meta-names", key(names()));
        return new TreeMap<>(samples);
    }

    private static byte[] names() {
        String names = new String(MetaKeys.FORMAT, StandardCharsets.US_ASCII)
                + new String(MetaKeys.STORE, StandardCharsets.US_ASCII)
                + new String(MetaKeys.BOOT, StandardCharsets.US_ASCII)
                + new String(MetaKeys.ACTIVE_EPOCH, StandardCharsets.US_ASCII);
        return names.getBytes(StandardCharsets.US_ASCII);
    }

    private static Sample<String> key(byte[] key) {
        return Sample.of(HexFormat.of().formatHex(key), key, HexFormat.of()::formatHex);
    }

    private static void undecided(Map<String, Sample<?>> samples, String name, KeyState.Undecided state) {
        samples.put(name, Sample.of(state, Records.undecided(state), Records::undecided));
    }

    private static void committed(Map<String, Sample<?>> samples, String name, KeyState.Committed state) {
        int size = state.value().length();
        Value inline = Records.isInline(state.value()) ? state.value() : null;
        Records.CommittedHead head = new Records.CommittedHead(state.pid(), state.txId(), 77, size, inline);
        samples.put(name, Sample.of(head, Records.committed(state, 77), Records::committed));
    }
}
