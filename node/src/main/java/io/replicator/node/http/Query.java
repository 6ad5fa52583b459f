package io.replicator.node.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query of one request; values are percent-decoded strictly, and a plus sign is a plus sign. */
final class Query {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m)");

    private final String text;

    Query(@Nullable String raw) {
        this.text = raw == null ? "" : raw;
    }

    /** The bytes of a parameter; nothing if it is not there. */
    byte @Nullable [] bytes(String name) {
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('&', at);
            end = end < 0 ? text.length() : end;
            if (text.startsWith(name, at) && at + name.length() < end && text.charAt(at + name.length()) == '=') {
                return decode(name, at + name.length() + 1, end);
            }
            at = end + 1;
        }
        return null;
    }

    /** Whether {@code name=expected} is there; any other value of the parameter is refused. */
    boolean is(String name, String expected) {
        String value = text(name);
        if (value != null && !value.equals(expected)) {
            throw new ProblemException(Problem.badRequest(
                    "The parameter '" + name + "' can only be '" + expected + "', not '" + value + "'."));
        }
        return value != null;
    }

    int number(String name, int least, int most, int otherwise) {
        String value = text(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Answered below, like a number out of range.
        }
        throw new ProblemException(Problem.badRequest(
                "The parameter '" + name + "' is a number from " + least + " to " + most + ", not '" + value + "'."));
    }

    /** A duration such as 500ms, 30s or 1m; nothing if it is not there. */
    @Nullable
    Duration duration(String name, Duration most) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        Matcher matcher = DURATION.matcher(value);
        if (matcher.matches()) {
            Duration duration = duration(Long.parseLong(matcher.group(1)), matcher.group(2));
            if (duration.compareTo(most) <= 0) {
                return duration;
            }
        }
        throw new ProblemException(
                Problem.badRequest("The parameter '" + name + "' is a duration such as 500ms, 30s or 1m, and at most "
                        + most.toSeconds() + "s, not '" + value + "'."));
    }

    private static Duration duration(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }

    private @Nullable String text(String name) {
        byte[] bytes = bytes(name);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private byte[] decode(String name, int from, int to) {
        try {
            return PercentCoding.decode(text, from, to);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.badRequest("The parameter '" + name + "' cannot be read: " + e.getMessage() + "."));
        }
    }
}
