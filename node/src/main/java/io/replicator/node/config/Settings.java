package io.replicator.node.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Settings as they were given, not yet parsed. Flags win over the environment, the environment over the file, and the
 * file over the defaults; a list is replaced as a whole, never joined.
 */
public final class Settings {

    /**
     * @param origin where it stands, in words for people
     */
    record Given(List<String> values, String origin) {
        String value() {
            return values.getFirst();
        }
    }

    private final Map<Setting, Given> given;

    private Settings(Map<Setting, Given> given) {
        this.given = given;
    }

    /**
     * @param flags the values of those that were on the command line
     * @param file a properties file in UTF-8, if there is one
     * @throws ConfigException if the file cannot be read or names a setting that does not exist
     */
    public static Settings collect(
            Map<Setting, List<String>> flags, Map<String, String> environment, Optional<Path> file)
            throws ConfigException {
        Map<Setting, Given> given = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            if (!setting.defaultText().isEmpty()) {
                given.put(setting, new Given(List.of(setting.defaultText()), "the default"));
            }
        }
        if (file.isPresent()) {
            readFile(file.get(), given);
        }
        for (Setting setting : Setting.values()) {
            String name = setting.environmentName();
            put(given, setting, environment.getOrDefault(name, ""), "environment " + name);
        }
        flags.forEach((setting, values) -> given.put(
                setting, new Given(List.copyOf(values), setting.flags().getFirst())));
        return new Settings(given);
    }

    Optional<Given> get(Setting setting) {
        return Optional.ofNullable(given.get(setting));
    }

    private static void readFile(Path file, Map<Setting, Given> given) throws ConfigException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(List.of("--config: cannot read the properties file " + file + ": " + reason(e)));
        }
        List<String> mistakes = new ArrayList<>();
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            Optional<Setting> setting = Setting.ofPropertyName(name);
            if (setting.isPresent()) {
                put(given, setting.get(), properties.getProperty(name), "'" + name + "' in " + file);
            } else {
                mistakes.add("'" + name + "' in " + file + ": no such setting; "
                        + Nearest.to(name, Stream.of(Setting.values()).map(Setting::propertyName))
                                .map(nearest -> "did you mean '" + nearest + "'?")
                                .orElse("see 'replicator node --help' for the flags, which have the same names"));
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ConfigException(mistakes);
        }
    }

    /** An empty value is as good as none, so that a variable can be cleared. */
    private static void put(Map<Setting, Given> given, Setting setting, String text, String origin) {
        List<String> values = setting.isRepeatable()
                ? Stream.of(text.split("[,\\s]+")).filter(s -> !s.isEmpty()).toList()
                : Stream.of(text.strip()).filter(s -> !s.isEmpty()).toList();
        if (!values.isEmpty()) {
            given.put(setting, new Given(values, origin));
        }
    }

    private static String reason(Exception e) {
        return e instanceof java.nio.file.NoSuchFileException
                ? "there is no such file"
                : String.valueOf(e.getMessage());
    }
}
