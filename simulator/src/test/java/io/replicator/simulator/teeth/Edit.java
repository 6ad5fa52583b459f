package io.replicator.simulator.teeth;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One change of a production source file: a piece of its text, and what stands there instead. Line breaks and indentation
 * do not matter, so that the formatter may wrap lines as it likes.
 *
 * @param file relative to the top package of the source, such as {@code quorum/Quorums.java}
 */
record Edit(Source source, String file, String before, String after) {

    /**
     * The text with the change.
     *
     * @throws PlantingException unless {@code before} stands there exactly once
     */
    String applyTo(String text) {
        Matcher matcher = pattern().matcher(text);
        long places = matcher.results().count();
        if (places != 1) {
            throw new PlantingException("this stands " + (places == 0 ? "nowhere" : places + " times") + " in "
                    + source.className(file) + ", and must stand there once: adapt the planted bug to the code\n"
                    + before.strip().indent(4));
        }
        return matcher.replaceFirst(Matcher.quoteReplacement(after));
    }

    private Pattern pattern() {
        List<String> words = List.of(before.strip().split("\\s+", -1));
        return Pattern.compile(words.stream().map(Pattern::quote).collect(Collectors.joining("\\s+")));
    }
}
