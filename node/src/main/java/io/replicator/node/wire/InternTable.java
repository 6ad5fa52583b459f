package io.replicator.node.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what some short byte strings mean, so that ids which come again and again are made once. A fixed number of
 * slots, each taken over by whoever came last: nothing that a remote sends makes it grow.
 */
final class InternTable<T> {

    static final int SLOTS = 256;
    /** Longer byte strings are not remembered. */
    static final int MAX_KEY_BYTES = 256;

    private final @Nullable Slot<T>[] slots;

    @SuppressWarnings({"unchecked", "rawtypes"})
    InternTable() {
        slots = new Slot[SLOTS];
    }

    @Nullable
    T find(byte[] array, int offset, int length) {
        Slot<T> slot = slots[indexOf(array, offset, length)];
        boolean hit = slot != null && Arrays.equals(slot.key, 0, slot.key.length, array, offset, offset + length);
        return hit ? slot.value : null;
    }

    void remember(byte[] array, int offset, int length, T value) {
        if (length <= MAX_KEY_BYTES) {
            slots[indexOf(array, offset, length)] =
                    new Slot<>(Arrays.copyOfRange(array, offset, offset + length), value);
        }
    }

    /** Ids differ in their last bytes (the first ones of a peer id name its key's type), so those are hashed. */
    private static int indexOf(byte[] array, int offset, int length) {
        int hash = length;
        for (int i = offset + Math.max(0, length - 8); i < offset + length; i++) {
            hash = 31 * hash + array[i];
        }
        return (hash ^ hash >>> 8 ^ hash >>> 16) & (SLOTS - 1);
    }

    private static final class Slot<T> {
        private final byte[] key;
        private final T value;

        Slot(byte[] key, T value) {
            this.key = key;
            this.value = value;
        }
    }
}
