package io.replicator.simulator.history;

/** How often each {@link Outcome} was answered. */
public record Answers(long stored, long taken, long refused, long unknown, long found, long missing, long unavailable) {

    public static final Answers NONE = new Answers(0, 0, 0, 0, 0, 0, 0);

    public Answers plus(Answers other) {
        return new Answers(
                stored + other.stored,
                taken + other.taken,
                refused + other.refused,
                unknown + other.unknown,
                found + other.found,
                missing + other.missing,
                unavailable + other.unavailable);
    }
}
