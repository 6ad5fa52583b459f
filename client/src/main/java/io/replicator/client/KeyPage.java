package io.replicator.client;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One page of the keys that a node has committed.
 *
 * @param next what to pass as {@code after} for the next page; null on the last
 */
public record KeyPage(List<StoredKey> keys, @Nullable String next) {

    /**
     * @param pid the proposal that won, in hexadecimal
     * @param size of the value, in bytes
     */
    public record StoredKey(String key, String pid, long size) {}

    static KeyPage of(Map<String, Object> json) {
        List<StoredKey> keys = Json.objects(json, "keys").stream()
                .map(k -> new StoredKey(Json.text(k, "key"), Json.text(k, "pid"), Json.number(k, "size", 0)))
                .toList();
        return new KeyPage(keys, json.get("next") instanceof String next ? next : null);
    }
}
