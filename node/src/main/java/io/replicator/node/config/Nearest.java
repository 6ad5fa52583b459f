package io.replicator.node.config;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what somebody who mistyped a name most likely meant. */
public final class Nearest {

    /** Above this share of the letters wrong, a guess is no help. */
    private static final double MOST_WRONG = 0.5;

    private Nearest() {}

    /** The candidate with the fewest edits, if that is few enough; dashes in front are not compared. */
    public static Optional<String> to(String typed, Stream<String> candidates) {
        String plain = plain(typed);
        return candidates
                .filter(c -> distance(plain, plain(c)) <= Math.max(1, plain(c).length() * MOST_WRONG))
                .min(Comparator.comparingInt((String c) -> distance(plain, plain(c)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static String plain(String name) {
        return name.replaceFirst("^-+", "").toLowerCase(Locale.ROOT);
    }

    /** Damerau and Levenshtein's distance, in the variant of optimal string alignment. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int substitution = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(substitution, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
