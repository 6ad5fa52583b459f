package io.replicator.simulator.cli;

import io.replicator.simulator.load.KeyChoice;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Which keys are wanted. */
final class KeyOptions {

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--keys",
            paramLabel = "unique|zipf|hot",
            converter = Kind.Converter.class,
            defaultValue = "unique",
            description = {
                "unique: every store wants a new key; zipf: some are more",
                "popular; hot: many clients want a few. Default: unique"
            })
    @SuppressWarnings("NullAway.Init") // picocli sets it to its default
    private Kind kind;

    @Option(names = "--key-count", paramLabel = "<n>", description = "With zipf: how many keys. Default: 100000")
    private @Nullable Integer keyCount;

    @Option(names = "--zipf-exponent", paramLabel = "<x>", description = "With zipf: 0 is uniform. Default: 1.0")
    private @Nullable Double zipfExponent;

    @Option(names = "--hot-keys", paramLabel = "<n>", description = "With hot: keys at the same time. Default: 8")
    private @Nullable Integer hotKeys;

    @Option(
            names = "--hot-share",
            paramLabel = "<share>",
            converter = ShareConverter.class,
            description = "With hot: stores that want one. Default: 80%%")
    private @Nullable Double hotShare;

    @Option(
            names = "--hot-uses",
            paramLabel = "<n>",
            description = "With hot: stores of a key, before a new one takes its place. Default: 20")
    private @Nullable Integer hotUses;

    /** Which distribution. */
    private enum Kind {
        UNIQUE,
        ZIPF,
        HOT;

        static final class Converter implements ITypeConverter<Kind> {
            @Override
            public Kind convert(String text) {
                return Stream.of(values())
                        .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new TypeConversionException(
                                "'" + text + "' is no distribution of keys: use unique, zipf or hot"));
            }
        }
    }

    /**
     * The distribution with its parameters.
     *
     * @throws ParameterException if there are parameters of another one
     */
    KeyChoice choice() {
        if (kind != Kind.ZIPF && (keyCount != null || zipfExponent != null)) {
            throw misuse("--key-count and --zipf-exponent go with --keys zipf");
        }
        if (kind != Kind.HOT && (hotKeys != null || hotShare != null || hotUses != null)) {
            throw misuse("--hot-keys, --hot-share and --hot-uses go with --keys hot");
        }
        return switch (kind) {
            case UNIQUE -> new KeyChoice.Unique();
            case ZIPF ->
                new KeyChoice.Zipf(keyCount == null ? 100_000 : keyCount, zipfExponent == null ? 1.0 : zipfExponent);
            case HOT ->
                new KeyChoice.Hot(
                        hotKeys == null ? 8 : hotKeys,
                        hotShare == null ? 0.8 : hotShare,
                        hotUses == null ? 20 : hotUses);
        };
    }

    private ParameterException misuse(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
