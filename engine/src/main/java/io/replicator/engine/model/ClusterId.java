package io.replicator.engine.model;

import java.util.regex.Pattern;

/** The name of a cluster: 1 to 63 letters, digits, dots, underscores and hyphens. */
public record ClusterId(String text) implements Comparable<ClusterId> {

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,63}");

    public ClusterId {
        if (!VALID.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a cluster id has 1 to 63 characters out of letters, digits, '.', '_' and '-'; this is not one: '"
                            + text + "'");
        }
    }

    @Override
    public int compareTo(ClusterId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
