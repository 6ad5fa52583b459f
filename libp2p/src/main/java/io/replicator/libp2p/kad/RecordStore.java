package io.replicator.libp2p.kad;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values that this peer keeps for the DHT, judged by the validators of their namespaces. Bounded and thread-safe. */
final class RecordStore {

    /** Beyond this, the value that was put longest ago is forgotten. */
    static final int MAX_RECORDS = 4096;

    private record Stored(ByteString value, Instant received) {}

    private final Map<String, Validator> validators;
    private final Duration validity;
    private final InstantSource clock;
    private final Map<ByteString, Stored> records = new LinkedHashMap<>();

    RecordStore(Map<String, Validator> validators, Duration validity, InstantSource clock) {
        this.validators = validators;
        this.validity = validity;
        this.clock = clock;
    }

    /**
     * Keeps a value unless a better one is known.
     *
     * @return whether it is kept, or was already
     * @throws IllegalArgumentException if its namespace has no validator, or the validator refuses it
     */
    boolean put(ByteString key, ByteString value) {
        validate(key, value);
        synchronized (this) {
            Stored current = live(key);
            if (current != null && !value.equals(current.value) && best(key, List.of(current.value, value)) == 0) {
                return false;
            }
            records.remove(key);
            records.put(key, new Stored(value, clock.instant()));
            if (records.size() > MAX_RECORDS) {
                records.remove(records.keySet().iterator().next());
            }
            return true;
        }
    }

    synchronized Optional<KadRecord> get(ByteString key) {
        Stored stored = live(key);
        return stored == null
                ? Optional.empty()
                : Optional.of(new KadRecord(key, stored.value, stored.received.toString()));
    }

    synchronized void dropExpired() {
        records.values().removeIf(this::isExpired);
    }

    /** Throws {@link IllegalArgumentException} unless the namespace of the key has a validator. */
    void checkNamespace(ByteString key) {
        var _ = validator(key);
    }

    void validate(ByteString key, ByteString value) {
        if (value.size() > KadRecord.MAX_VALUE_LENGTH) {
            throw new IllegalArgumentException(
                    "value of " + value.size() + " bytes is over the limit of " + KadRecord.MAX_VALUE_LENGTH);
        }
        validator(key).validate(key.toByteArray(), value.toByteArray());
    }

    /** The index of the best of some valid values. */
    int best(ByteString key, List<ByteString> values) {
        return validator(key)
                .select(
                        key.toByteArray(),
                        values.stream().map(ByteString::toByteArray).toList());
    }

    private Validator validator(ByteString key) {
        // A key is bytes; its namespace is text between the first two slashes.
        String text = key.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf('/', 1);
        Validator validator = text.startsWith("/") && end > 0 ? validators.get(text.substring(1, end)) : null;
        if (validator == null) {
            throw new IllegalArgumentException(
                    "the key has no namespace of " + validators.keySet() + "; keys have the form /<namespace>/<rest>");
        }
        return validator;
    }

    private @Nullable Stored live(ByteString key) {
        Stored stored = records.get(key);
        return stored == null || isExpired(stored) ? null : stored;
    }

    private boolean isExpired(Stored stored) {
        return !stored.received.plus(validity).isAfter(clock.instant());
    }
}
