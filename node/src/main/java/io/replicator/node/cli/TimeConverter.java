package io.replicator.node.cli;

import io.replicator.node.config.Units;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the value of an option that is a time, such as {@code 500ms} or {@code 2m}: more than nothing, at most a day. */
public final class TimeConverter implements ITypeConverter<Duration> {

    private static final Duration LONGEST = Duration.ofHours(24);

    @Override
    public Duration convert(String text) {
        Duration time;
        try {
            time = Units.duration(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
        if (!time.isPositive() || time.compareTo(LONGEST) > 0) {
            throw new TypeConversionException("'" + text + "' must be more than nothing and at most 24h");
        }
        return time;
    }
}
