package io.replicator.node.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.model.Key;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UndecidedKeysTest {

    private static Key key(int n) {
        return Key.ofClient("key-" + n);
    }

    @Test
    void knowsWhatWasStoredAddedAndRemoved() {
        UndecidedKeys keys = new UndecidedKeys(List.of(key(1)));
        keys.add(key(2));
        assertTrue(keys.mayHold(key(1)));
        assertTrue(keys.mayHold(key(2)));
        assertFalse(keys.mayHold(key(3)));
        keys.remove(key(1));
        assertFalse(keys.mayHold(key(1)));
    }

    @Test
    void listsThemInOrderAndPageByPage() {
        UndecidedKeys keys = new UndecidedKeys(List.of(key(3), key(1)));
        keys.add(key(2));
        assertEquals(List.of(key(1), key(2), key(3)), keys.after(null, 10));
        assertEquals(List.of(key(2), key(3)), keys.after(key(1), 10));
        assertEquals(List.of(key(2)), keys.after(key(1), 1));
        assertEquals(List.of(), keys.after(key(3), 10));
    }

    @Test
    void saysThatEveryKeyMayBeUndecidedOnceTheyAreTooMany() {
        UndecidedKeys keys = new UndecidedKeys(List.of());
        IntStream.rangeClosed(0, UndecidedKeys.MAX_KEYS)
                .mapToObj(UndecidedKeysTest::key)
                .forEach(keys::add);
        assertTrue(keys.mayHold(key(-1)));
        keys.remove(key(5));
        assertTrue(keys.mayHold(key(5)), "it cannot tell any more");
        assertNull(keys.after(null, 10));
    }

    @Test
    void knowsNothingIfTheStoreHoldsTooMany() {
        UndecidedKeys keys = new UndecidedKeys(IntStream.rangeClosed(0, UndecidedKeys.MAX_KEYS)
                .mapToObj(UndecidedKeysTest::key)
                .toList());
        assertTrue(keys.mayHold(key(-1)));
    }
}
