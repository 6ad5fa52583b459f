package io.replicator.node.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a person for another key, since the one they chose is taken. */
final class KeyPrompt {

    private static final Pattern NUMBERED = Pattern.compile("(.*)-([0-9]{1,6})");
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int RANDOM_LETTERS = 4;

    private final Shell shell;
    private final BufferedReader in;

    KeyPrompt(Shell shell) {
        this.shell = shell;
        this.in = new BufferedReader(new InputStreamReader(shell.in(), StandardCharsets.UTF_8));
    }

    /** The key that the person chose, or nothing if they gave up. */
    Optional<String> ask(String taken) {
        List<String> suggestions = suggestions(taken, RandomGenerator.getDefault());
        for (int i = 0; i < suggestions.size(); i++) {
            shell.err().println("  " + (i + 1) + ") " + suggestions.get(i));
        }
        shell.err().print("Another key (a number for a suggestion, nothing to give up): ");
        shell.err().flush();
        String answer;
        try {
            answer = in.readLine();
        } catch (IOException e) {
            return Optional.empty();
        }
        if (answer == null || answer.isBlank()) {
            return Optional.empty();
        }
        return switch (answer.strip()) {
            case "1" -> Optional.of(suggestions.getFirst());
            case "2" -> Optional.of(suggestions.getLast());
            default -> Optional.of(answer.strip());
        };
    }

    /** The next number, and something that hardly anybody else will think of. */
    static List<String> suggestions(String taken, RandomGenerator random) {
        Matcher matcher = NUMBERED.matcher(taken);
        String numbered =
                matcher.matches() ? matcher.group(1) + "-" + (Integer.parseInt(matcher.group(2)) + 1) : taken + "-2";
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < RANDOM_LETTERS; i++) {
            letters.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return List.of(numbered, taken + "-" + letters);
    }
}
