package io.replicator.node.cli;

import java.util.regex.Pattern;

/** Writes words so that they can be pasted into a POSIX shell. */
public final class ShellQuote {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellQuote() {}

    /** The word as it is if no shell would touch it, in single quotes otherwise. */
    public static String quote(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
