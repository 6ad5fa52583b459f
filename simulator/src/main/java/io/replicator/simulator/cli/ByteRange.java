package io.replicator.simulator.cli;

import io.replicator.node.config.Units;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A size, or two of them with what is between: {@code 128}, {@code 16..4096}, {@code 1KiB..64KiB}. */
record ByteRange(long least, long most) {

    static ByteRange parse(String text) {
        String[] ends = text.split("\\.\\.", -1);
        if (ends.length > 2) {
            throw new IllegalArgumentException("'" + text + "' is no size: write it like 128 or 16..4096");
        }
        return new ByteRange(Units.bytes(ends[0]), Units.bytes(ends[ends.length - 1]));
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<ByteRange> {
        @Override
        public ByteRange convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
