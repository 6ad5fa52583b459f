package io.replicator.libp2p.kad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.multiformats.PeerId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoresTest {

    private static final Duration VALIDITY = Duration.ofHours(1);

    private Instant now = Instant.EPOCH;
    private final ProviderStore providers = new ProviderStore(VALIDITY, () -> now);
    private final RecordStore records = new RecordStore(Map.of("test", new Longest()), VALIDITY, () -> now);

    private static PeerId peer(int number) {
        return PeerId.ofKey(ByteBuffer.allocate(4).putInt(number).array());
    }

    private static ByteString key(int number) {
        return ByteString.copyFromUtf8("key " + number);
    }

    @Test
    void forgetsProvidersThatDoNotRenew() {
        providers.add(key(1), peer(1));
        now = now.plus(VALIDITY.dividedBy(2));
        providers.add(key(1), peer(2));
        assertEquals(Set.of(peer(1), peer(2)), Set.copyOf(providers.providers(key(1))));
        now = now.plus(VALIDITY.dividedBy(2));
        assertEquals(List.of(peer(2)), providers.providers(key(1)));
        now = now.plus(VALIDITY);
        providers.dropExpired();
        assertEquals(0, providers.size());
        assertEquals(List.of(), providers.providers(key(1)));
    }

    @Test
    void boundsProvidersAndRecords() {
        for (int i = 0; i <= ProviderStore.MAX_PROVIDERS_PER_KEY; i++) {
            providers.add(key(0), peer(i));
        }
        assertEquals(
                ProviderStore.MAX_PROVIDERS_PER_KEY, providers.providers(key(0)).size());
        assertFalse(providers.providers(key(0)).contains(peer(0)));
        for (int i = 1; i <= ProviderStore.MAX_RECORDS; i++) {
            providers.add(key(i), peer(i));
        }
        assertEquals(ProviderStore.MAX_RECORDS, providers.size());
        assertEquals(List.of(peer(ProviderStore.MAX_RECORDS)), providers.providers(key(ProviderStore.MAX_RECORDS)));
    }

    @Test
    void whoProvidesMoreThanAnybodyElsePushesOutItselfAlone() {
        providers.add(key(0), peer(0));
        for (int i = 1; i <= 3 * ProviderStore.MAX_RECORDS; i++) {
            providers.add(key(i), peer(1));
        }
        providers.add(key(0), peer(2));
        assertEquals(Set.of(peer(0), peer(2)), Set.copyOf(providers.providers(key(0))));
        assertEquals(ProviderStore.MAX_RECORDS, providers.size());
        int last = 3 * ProviderStore.MAX_RECORDS;
        assertEquals(List.of(), providers.providers(key(1)));
        assertEquals(List.of(peer(1)), providers.providers(key(last)));
    }

    @Test
    void countsNoRecordThatHasEnded() {
        providers.add(key(1), peer(1));
        providers.add(key(2), peer(1));
        providers.add(key(2), peer(1));
        assertEquals(2, providers.size());
        providers.remove(key(1), peer(1));
        providers.remove(key(1), peer(1));
        assertEquals(1, providers.size());
        now = now.plus(VALIDITY);
        providers.dropExpired();
        assertEquals(0, providers.size());
    }

    @Test
    void keepsTheBetterValueWhileItIsValid() {
        ByteString key = ByteString.copyFromUtf8("/test/a");
        assertTrue(records.put(key, ByteString.copyFromUtf8("long")));
        assertTrue(records.put(key, ByteString.copyFromUtf8("long")));
        assertFalse(records.put(key, ByteString.copyFromUtf8("s")));
        assertEquals("long", records.get(key).orElseThrow().value().toStringUtf8());
        assertTrue(records.put(key, ByteString.copyFromUtf8("longer")));
        assertEquals("1970-01-01T00:00:00Z", records.get(key).orElseThrow().timeReceived());
        now = now.plus(VALIDITY);
        assertTrue(records.get(key).isEmpty());
        assertTrue(records.put(key, ByteString.copyFromUtf8("s")));
    }

    @Test
    void refusesValuesThatNobodyCanJudge() {
        ByteString value = ByteString.copyFromUtf8("v");
        for (String key : List.of("", "/", "test/a", "/other/a", "/test", "//a")) {
            assertThrows(IllegalArgumentException.class, () -> records.put(ByteString.copyFromUtf8(key), value), key);
        }
        ByteString key = ByteString.copyFromUtf8("/test/a");
        assertThrows(IllegalArgumentException.class, () -> records.put(key, ByteString.EMPTY));
        assertThrows(
                IllegalArgumentException.class,
                () -> records.put(key, ByteString.copyFrom(new byte[KadRecord.MAX_VALUE_LENGTH + 1])));
    }

    @Test
    void boundsRecords() {
        for (int i = 0; i <= RecordStore.MAX_RECORDS; i++) {
            records.put(ByteString.copyFromUtf8("/test/" + i), ByteString.copyFromUtf8("v"));
        }
        assertTrue(records.get(ByteString.copyFromUtf8("/test/0")).isEmpty());
        assertTrue(records.get(ByteString.copyFromUtf8("/test/1")).isPresent());
    }

    /** Takes any value but the empty one; the longest is the best. */
    static final class Longest implements Validator {

        @Override
        public void validate(byte[] key, byte[] value) {
            if (value.length == 0) {
                throw new IllegalArgumentException("empty");
            }
        }

        @Override
        public int select(byte[] key, List<byte[]> values) {
            int best = 0;
            for (int i = 1; i < values.size(); i++) {
                if (values.get(i).length > values.get(best).length) {
                    best = i;
                }
            }
            return best;
        }
    }
}
