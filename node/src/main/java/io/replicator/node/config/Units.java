package io.replicator.node.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations and sizes as people write them. */
public final class Units {

    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,9})?)\\s*([a-z]*)");

    private static final Map<String, Long> NANOS = Map.of(
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "min", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private static final Map<String, Long> BYTES = Map.of(
            "", 1L,
            "b", 1L,
            "kb", 1_000L,
            "kib", 1L << 10,
            "mb", 1_000_000L,
            "mib", 1L << 20);

    private Units() {}

    /**
     * A duration such as {@code 500ms}, {@code 8s} or {@code 2m}.
     *
     * @throws IllegalArgumentException that tells a person what to write
     */
    public static Duration duration(String text) {
        return Duration.ofNanos(
                parse(text, NANOS, "is not a time: write a number and its unit, such as 500ms, 8s or 2m"));
    }

    /**
     * A number of bytes such as {@code 65536}, {@code 64KiB} or {@code 1MiB}.
     *
     * @throws IllegalArgumentException that tells a person what to write
     */
    public static long bytes(String text) {
        return parse(
                text, BYTES, "is not a size: write a number of bytes, or one with its unit, such as 64KiB or 1MiB");
    }

    private static long parse(String text, Map<String, Long> units, String complaint) {
        Matcher matcher = AMOUNT.matcher(text.strip().toLowerCase(Locale.ROOT));
        @Nullable Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("'" + text + "' " + complaint);
        }
        try {
            return new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(unit))
                    .toBigInteger()
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is too large", e);
        }
    }
}
