package io.replicator.simulator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ValuesTest {

    private static byte[] value(Values values, String txId) {
        byte[] buffer = new byte[values.most()];
        return Arrays.copyOf(buffer, values.write(txId, buffer)).length == 0
                ? buffer
                : Arrays.copyOf(buffer, values.length(txId));
    }

    @Test
    void everyTransactionHasAnIdOfItsOwn() {
        Set<String> ids = new HashSet<>();
        for (int n = 0; n < 100_000; n++) {
            ids.add(Values.txId(n));
        }
        assertEquals(100_000, ids.size());
        assertEquals("aaaaaaaa", Values.txId(0));
        assertEquals("aaaaaaba", Values.txId(26));
    }

    @Test
    void aValueNamesItsTransaction() {
        Values values = new Values(8, 300);
        for (int n = 0; n < 1000; n++) {
            String txId = Values.txId(n);
            assertEquals(txId, values.txIdOf(value(values, txId)));
        }
    }

    @Test
    void lengthsFillTheRange() {
        Values values = new Values(8, 11);
        Set<Integer> lengths = new HashSet<>();
        for (int n = 0; n < 100; n++) {
            lengths.add(values.length(Values.txId(n)));
        }
        assertEquals(Set.of(8, 9, 10, 11), lengths);
    }

    @Test
    void aChangedByteIsNoticedWhereverItIs() {
        Values values = new Values(40, 40);
        String txId = Values.txId(123_456);
        byte[] value = value(values, txId);
        for (int i = 0; i < value.length; i++) {
            byte[] changed = value.clone();
            changed[i] ^= 1;
            assertNotEquals(txId, values.txIdOf(changed), "byte " + i);
        }
    }

    @Test
    void aMissingOrAdditionalByteIsNoticed() {
        Values values = new Values(16, 64);
        byte[] value = value(values, Values.txId(5));
        assertEquals("", values.txIdOf(Arrays.copyOf(value, value.length - 1)));
        assertEquals("", values.txIdOf(Arrays.copyOf(value, value.length + 1)));
        assertEquals("", values.txIdOf(new byte[0]));
    }
}
