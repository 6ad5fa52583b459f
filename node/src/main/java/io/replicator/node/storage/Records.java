package io.replicator.node.storage;

import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.model.Vote;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The records of the store, in version 1 of the disk format. Each starts with a byte for its version; numbers are big
 * endian. Golden files keep them as they are.
 *
 * <pre>
 * undecided: version, promised ballot, 0 or (1, ballot, pid 32, tx length 1, tx, value to the end)
 * committed: version, pid 32, place 8, value length 4, tx length 1, tx, value to the end if it is inline
 * log:       version, pid 32, key to the end
 * ballot:    round 8, and from round 2 on store 16, boot 8
 * </pre>
 */
final class Records {

    static final byte VERSION = 1;

    /**
     * Larger values stand by themselves, under their place in the order of commits, so that listing keys reads no values
     * and compaction does not rewrite them again and again.
     */
    static final int MAX_INLINE_VALUE_BYTES = 4 << 10;

    private static final int MAX_BALLOT_BYTES = Long.BYTES + StoreId.SIZE + Long.BYTES;
    private static final int COMMITTED_HEAD_BYTES = 1 + Hash256.SIZE + Long.BYTES + Integer.BYTES + 1;

    private Records() {}

    /** A committed key as it is found, its value perhaps to be fetched from its place. */
    record CommittedHead(
            Pid pid,
            TxId txId,
            long place,
            int size,
            @Nullable Value inline) {}

    /** An element of the order of commits. */
    record LogRecord(Pid pid, Key key) {}

    static byte[] undecided(KeyState.Undecided state) {
        Vote vote = state.vote();
        if (vote == null) {
            ByteBuffer out = ByteBuffer.allocate(2 + MAX_BALLOT_BYTES).put(VERSION);
            putBallot(out, state.promised());
            return trimmed(out.put((byte) 0));
        }
        byte[] tx = bytesOf(vote.txId());
        byte[] value = vote.value().unsafeBytes();
        ByteBuffer out = ByteBuffer.allocate(2
                        + ballotBytes(state.promised())
                        + ballotBytes(vote.ballot())
                        + Hash256.SIZE
                        + 1
                        + tx.length
                        + value.length)
                .put(VERSION);
        putBallot(out, state.promised());
        out.put((byte) 1);
        putBallot(out, vote.ballot());
        putHash(out, vote.pid().hash());
        return out.put((byte) tx.length).put(tx).put(value).array();
    }

    static KeyState.Undecided undecided(byte[] record) {
        return decode("undecided", record, in -> {
            Ballot promised = getBallot(in);
            if (in.get() == 0) {
                return new KeyState.Undecided(promised, null);
            }
            Ballot ballot = getBallot(in);
            Pid pid = new Pid(getHash(in));
            TxId txId = getTxId(in);
            return new KeyState.Undecided(promised, new Vote(ballot, pid, txId, rest(record, in)));
        });
    }

    static boolean isInline(Value value) {
        return value.length() <= MAX_INLINE_VALUE_BYTES;
    }

    static byte[] committed(KeyState.Committed state, long place) {
        byte[] tx = bytesOf(state.txId());
        byte[] inline = isInline(state.value()) ? state.value().unsafeBytes() : Value.EMPTY.unsafeBytes();
        ByteBuffer out = ByteBuffer.allocate(COMMITTED_HEAD_BYTES + tx.length + inline.length)
                .put(VERSION);
        putHash(out, state.pid().hash());
        return out.putLong(place)
                .putInt(state.value().length())
                .put((byte) tx.length)
                .put(tx)
                .put(inline)
                .array();
    }

    static CommittedHead committed(byte[] record) {
        return decode("committed", record, in -> {
            Pid pid = new Pid(getHash(in));
            long place = in.getLong();
            int size = in.getInt();
            TxId txId = getTxId(in);
            Value inline = size <= MAX_INLINE_VALUE_BYTES ? rest(record, in) : null;
            if (inline != null && inline.length() != size) {
                throw new IllegalArgumentException("a value of " + inline.length() + " bytes instead of " + size);
            }
            return new CommittedHead(pid, txId, place, size, inline);
        });
    }

    static byte[] log(Key key, Pid pid) {
        ByteBuffer out = ByteBuffer.allocate(1 + Hash256.SIZE + key.length()).put(VERSION);
        putHash(out, pid.hash());
        return out.put(key.unsafeBytes()).array();
    }

    static LogRecord log(byte[] record) {
        return decode("log", record, in -> {
            Pid pid = new Pid(getHash(in));
            byte[] key = new byte[in.remaining()];
            in.get(key);
            return new LogRecord(pid, Key.ofStored(key));
        });
    }

    static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static long number(byte[] record) {
        if (record.length != Long.BYTES) {
            throw new StorageException("a number of " + record.length + " bytes in the store");
        }
        return ByteBuffer.wrap(record).getLong();
    }

    /** Reads a record behind its version; whatever is wrong with it is told as a damaged store. */
    static <T> T decode(String kind, byte[] record, Function<ByteBuffer, T> fields) {
        if (record.length == 0 || record[0] != VERSION) {
            throw new StorageException("a record of kind '" + kind + "' has version "
                    + (record.length == 0 ? "none" : record[0]) + ", and this release knows " + VERSION);
        }
        try {
            return fields.apply(ByteBuffer.wrap(record).position(1));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new StorageException("a damaged record of kind '" + kind + "' in the store", e);
        }
    }

    static void putHash(ByteBuffer out, Hash256 hash) {
        out.putLong(hash.a()).putLong(hash.b()).putLong(hash.c()).putLong(hash.d());
    }

    static Hash256 getHash(ByteBuffer in) {
        return new Hash256(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    static StoreId getStore(ByteBuffer in) {
        return new StoreId(in.getLong(), in.getLong());
    }

    private static int ballotBytes(Ballot ballot) {
        return ballot.isClassic() ? MAX_BALLOT_BYTES : Long.BYTES;
    }

    private static void putBallot(ByteBuffer out, Ballot ballot) {
        out.putLong(ballot.round());
        if (ballot.isClassic()) {
            out.putLong(ballot.store().high()).putLong(ballot.store().low()).putLong(ballot.boot());
        }
    }

    private static Ballot getBallot(ByteBuffer in) {
        long round = in.getLong();
        if (round == Ballot.FAST.round()) {
            return Ballot.FAST;
        }
        return round == Ballot.CONFIRM.round() ? Ballot.CONFIRM : new Ballot(round, getStore(in), in.getLong());
    }

    private static byte[] bytesOf(TxId txId) {
        return txId.text().getBytes(StandardCharsets.US_ASCII);
    }

    private static TxId getTxId(ByteBuffer in) {
        byte[] text = new byte[Byte.toUnsignedInt(in.get())];
        in.get(text);
        return new TxId(new String(text, StandardCharsets.ISO_8859_1));
    }

    private static Value rest(byte[] record, ByteBuffer in) {
        byte[] value = new byte[in.remaining()];
        System.arraycopy(record, in.position(), value, 0, value.length);
        return Value.of(value);
    }

    private static byte[] trimmed(ByteBuffer out) {
        byte[] record = new byte[out.position()];
        out.flip().get(record);
        return record;
    }
}
