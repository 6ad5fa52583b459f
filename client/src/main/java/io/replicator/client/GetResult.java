package io.replicator.client;

import java.util.Arrays;

/** What became of a read. */
public sealed interface GetResult {

    /**
     * The committed value, which never changes.
     *
     * @param value the bytes; owned by the caller
     * @param pid the proposal that won, in hexadecimal
     */
    @SuppressWarnings("ArrayRecordComponent") // Equality is by content, below; a copy for each reader would cost more.
    record Found(byte[] value, String pid) implements GetResult {

        @Override
        public boolean equals(Object other) {
            return other instanceof Found found && pid.equals(found.pid) && Arrays.equals(value, found.value);
        }

        @Override
        public int hashCode() {
            return 31 * pid.hashCode() + Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return "Found[" + value.length + " bytes, pid=" + pid + "]";
        }
    }

    /** A quorum said that nobody has taken the key; with a wait, that nobody took it in time. */
    record KeyUnknown() implements GetResult {}

    /** No node could say before the deadline. */
    record Unavailable(String detail) implements GetResult {}

    /** The node refuses such a request; the same request will never do better. */
    record Rejected(String code, String detail) implements GetResult {}
}
