package io.replicator.libp2p.fuzz;

import java.nio.ByteBuffer;
import java.util.List;

/** A parser with a bug that random bytes alone would not reach in years: a fuzzer that finds it looks at coverage. */
public final class PlantedParserFuzz {

    private static final int MAGIC = 0x5245504c;
    private static final int LIST = 7;
    private static final int MAX_ENTRIES = 16;

    private PlantedParserFuzz() {}

    public static List<byte[]> seeds() {
        return List.of(new byte[] {1});
    }

    public static void fuzzerTestOneInput(byte[] data) {
        ByteBuffer in = ByteBuffer.wrap(data);
        if (in.remaining() < 8 || in.getInt() != MAGIC || in.get() != LIST) {
            return;
        }
        int entries = in.get();
        // Planted: a count that is negative passes the limit.
        if (entries <= MAX_ENTRIES) {
            byte[] lengths = new byte[entries];
            in.get(lengths, 0, Math.min(entries, in.remaining()));
        }
    }
}
