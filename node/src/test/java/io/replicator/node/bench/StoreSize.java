package io.replicator.node.bench;

import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.model.Vote;
import io.replicator.engine.port.Journal.Entry;
import io.replicator.node.storage.DataFolder;
import io.replicator.node.storage.JournalListener;
import io.replicator.node.storage.RocksJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Shows that memory and start-up do not grow with the number of keys: fills a data folder with so many committed keys, and
 * says how long opening it again takes, how fast keys are read, and how much memory the process holds.
 *
 * <pre>StoreSize FOLDER KEYS</pre>
 */
public final class StoreSize {

    private static final NetworkId NETWORK = new NetworkId(new Hash256(1, 2, 3, 4));
    private static final int KEYS_AT_ONCE = 256;
    private static final int AHEAD = 20_000;
    private static final int VALUE_BYTES = 128;
    private static final int READS = 100_000;

    private final AtomicLong written = new AtomicLong();

    private StoreSize() {}

    /** Fills the folder if it is new, then measures. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int keys = Integer.parseInt(arguments[1]);
        StoreSize size = new StoreSize();
        if (!Files.exists(folder)) {
            size.fill(folder, keys);
        }
        size.measure(folder, keys);
    }

    private static Key key(int n) {
        return Key.ofClient("users/" + Integer.toHexString(n * 0x9E3779B9) + "/" + n);
    }

    private JournalListener listener() {
        return new JournalListener() {
            @Override
            public void journaled(long writtenThrough, long synced) {
                written.set(writtenThrough);
            }

            @Override
            public void failed(Throwable cause) {
                throw new IllegalStateException(cause);
            }
        };
    }

    private static DataFolder open(Path folder) throws Exception {
        return DataFolder.open(folder, new ClusterId("bench"), () -> new byte[32]);
    }

    /** As a voter does: a vote and an outcome for each key, many of them under one sync. */
    private void fill(Path folder, int keys) throws Exception {
        long start = System.nanoTime();
        try (DataFolder data = open(folder);
                RocksJournal journal = RocksJournal.open(data, listener())) {
            byte[] bytes = new byte[VALUE_BYTES];
            long last = 0;
            for (int n = 0; n < keys; n++) {
                TxId tx = new TxId("tx-" + n);
                Value value = Value.of(bytes.clone());
                Pid pid = Pid.of(NETWORK, key(n), tx, value);
                journal.append(new Entry.Voted(
                        key(n), new KeyState.Undecided(Ballot.FAST, new Vote(Ballot.FAST, pid, tx, value))));
                last = journal.append(new Entry.Committed(key(n), new KeyState.Committed(pid, tx, value)));
                if (n % KEYS_AT_ONCE == 0) {
                    journal.flush(last);
                    while (last - written.get() > AHEAD) {
                        Thread.onSpinWait();
                    }
                }
            }
            journal.flush(last);
        }
        System.out.printf("filled with %,d keys: %.1f us a key%n", keys, (System.nanoTime() - start) / 1e3 / keys);
    }

    private void measure(Path folder, int keys) throws Exception {
        long start = System.nanoTime();
        try (DataFolder data = open(folder);
                RocksJournal journal = RocksJournal.open(data, listener())) {
            System.out.printf(
                    "opened with %,d commits: %.0f ms%n",
                    journal.digest().commits(), (System.nanoTime() - start) / 1e6);
            read(journal, keys, "committed keys");
            start = System.nanoTime();
            for (int n = 0; n < READS; n++) {
                journal.load(Key.ofClient("nobody/" + n));
            }
            System.out.printf("look-ups of unknown keys: %.1f us%n", (System.nanoTime() - start) / 1e3 / READS);
            System.out.println(resident());
        }
    }

    private static void read(RocksJournal journal, int keys, String what) {
        Random random = new Random(1);
        long start = System.nanoTime();
        for (int n = 0; n < READS; n++) {
            if (journal.committed(key(random.nextInt(keys))) == null) {
                throw new IllegalStateException("a key is missing");
            }
        }
        System.out.printf("reads of %s at random: %.1f us%n", what, (System.nanoTime() - start) / 1e3 / READS);
    }

    private static String resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        return !Files.exists(status)
                ? "resident memory: see your system's tools"
                : Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS"))
                        .findFirst()
                        .orElse("");
    }
}
