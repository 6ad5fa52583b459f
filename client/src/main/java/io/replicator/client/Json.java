package io.replicator.client;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads JSON that a stranger may have written: a member that is missing or of another type has a default. */
final class Json {

    private Json() {}

    /** The object in these bytes, or nothing if they are anything else. */
    static Optional<Map<String, Object>> object(byte[] bytes) {
        if (bytes.length == 0 || firstVisible(bytes) != '{') {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.std.mapFrom(bytes));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static String text(Map<String, Object> object, String member) {
        return object.get(member) instanceof String text ? text : "";
    }

    static long number(Map<String, Object> object, String member, long otherwise) {
        return object.get(member) instanceof Number number ? number.longValue() : otherwise;
    }

    static boolean flag(Map<String, Object> object, String member) {
        return object.get(member) instanceof Boolean flag && flag;
    }

    /** The objects of an array; elements of other types are left out. */
    static List<Map<String, Object>> objects(Map<String, Object> object, String member) {
        return object.get(member) instanceof List<?> list
                ? list.stream()
                        .filter(Map.class::isInstance)
                        .map(Json::asObject)
                        .toList()
                : List.of();
    }

    /** The strings of an array; elements of other types are left out. */
    static List<String> texts(Map<String, Object> object, String member) {
        return object.get(member) instanceof List<?> list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    @SuppressWarnings("unchecked") // JSON objects have nothing but strings as keys.
    private static Map<String, Object> asObject(Object element) {
        return (Map<String, Object>) element;
    }

    private static int firstVisible(byte[] bytes) {
        for (byte b : bytes) {
            if (!Character.isWhitespace(b)) {
                return b;
            }
        }
        return -1;
    }
}
