package io.replicator.simulator.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What clients saw of write-once registers, checked for linearizability as it is told: whatever makes it impossible throws
 * {@link Contradiction} at once, in whichever order the answers are told. Of a key that it contradicted it says nothing
 * sensible any more. Each call takes constant time; memory grows with the keys, and with the proposals of keys of which no
 * client saw a winner yet, not with operations.
 *
 * <p><b>The register.</b> A store of p takes the key if it is free, and is answered {@code Stored} if p has the key then,
 * and otherwise {@code Taken} by the one that has it. A read is answered {@code Found} or {@code Missing} likewise. A store
 * that was answered {@code Unknown}, or not yet, takes effect at any time after its beginning, or never. One that was
 * {@code Refused} as a first attempt never does; a later attempt's refusal is taken for {@code Unknown}, since clients that
 * retry cannot tell one attempt from another. Hence a proposal that was finally refused does not win, unless it is proposed
 * again. An operation comes before another if it ended before the other began; equal times count as concurrent.
 *
 * <p><b>The closed form</b> (why no search as that of Wing and Gong, 1993, is needed). If no answer of a key names a winner,
 * all of them fit a register that stays free. Otherwise all must name the same one, w. With
 * <pre>
 *   lo = max(earliest beginning of a store of w that may take effect, latest beginning of a read that missed)
 *   hi = earliest end of an operation whose answer names w
 * </pre>
 * the key is linearizable if and only if lo &lt;= hi. <em>If:</em> choose T from lo to hi. Reads that missed go to their
 * beginning, at or before T; then the earliest store of w takes the key at T, which is not after its end, for if it ended
 * with {@code Stored} it is one of those that name w, and else it has no end; then each other operation that names w goes
 * to T or to its own beginning, whichever is later, and T is not after its end. Everybody stands within its own interval.
 * <em>Only if:</em> let o be the operation whose end is hi. In any order the store that takes the key stands after all reads
 * that missed, and is o or stands before it. If lo &gt; hi, then o ended before the one or the other began, and stands
 * before it: a circle.
 *
 * <p>Not thread-safe; see {@link SharedHistory}.
 *
 * @param <K> identifies a key
 * @param <P> identifies a proposal
 */
public final class History<K, P> {

    /** In the order in which they were first told of, so that a run is repeated exactly. */
    private final Map<K, Register<K, P>> registers = new LinkedHashMap<>();

    private long told;
    private long stored;
    private long taken;
    private long refused;
    private long unknown;
    private long found;
    private long missing;
    private long unavailable;

    /**
     * A client begins to store: from now on the proposal may win the key. Times are of one clock, in any unit. Must be told
     * of each attempt before anything that can follow from it.
     */
    public void proposed(K key, P proposal, long begin) {
        told++;
        register(key).proposed(proposal, begin);
    }

    /**
     * A client was told what became of its store. {@code first} says that the proposal was never sent before; attempts that
     * were themselves refused as the first do not count as sent.
     *
     * @throws Contradiction if this and what was told before cannot all be true
     * @throws IllegalArgumentException if the outcome is one of reads, if the end is before the beginning, or if an attempt
     *     that was refused as the first one was not the first one
     */
    public void answered(K key, P proposal, boolean first, long begin, long end, Outcome<P> outcome) {
        requireOrder(begin, end);
        told++;
        Register<K, P> register = register(key);
        switch (outcome) {
            case Outcome.Stored<P> _ -> {
                stored++;
                register.stored(proposal, outcome, begin, end);
            }
            case Outcome.Taken<P>(P winner) -> {
                taken++;
                register.taken(proposal, winner, outcome, begin, end);
            }
            case Outcome.Refused<P> _ -> {
                refused++;
                if (first) {
                    register.refused(proposal, begin, end);
                }
            }
            case Outcome.Unknown<P> _ -> {
                unknown++;
                register.unknown();
            }
            case Outcome.Found<P> _, Outcome.Missing<P> _, Outcome.Unavailable<P> _ ->
                throw new IllegalArgumentException("a store is not answered " + outcome);
        }
    }

    /**
     * A client was told what became of its read.
     *
     * @throws Contradiction if this and what was told before cannot all be true
     * @throws IllegalArgumentException if the outcome is one of stores, or the end before the beginning
     */
    public void read(K key, long begin, long end, Outcome<P> outcome) {
        requireOrder(begin, end);
        told++;
        Register<K, P> register = register(key);
        switch (outcome) {
            case Outcome.Found<P>(P winner) -> {
                found++;
                register.found(winner, outcome, begin, end);
            }
            case Outcome.Missing<P> _ -> {
                missing++;
                register.missed(begin, end);
            }
            case Outcome.Unavailable<P> _ -> unavailable++;
            case Outcome.Stored<P> _, Outcome.Taken<P> _, Outcome.Refused<P> _, Outcome.Unknown<P> _ ->
                throw new IllegalArgumentException("a read is not answered " + outcome);
        }
    }

    private Register<K, P> register(K key) {
        Register<K, P> register = registers.get(key);
        if (register == null) {
            register = new Register<>(key);
            registers.put(key, register);
        }
        return register;
    }

    private static void requireOrder(long begin, long end) {
        if (end < begin) {
            throw new IllegalArgumentException("an operation that began at " + begin + " did not end at " + end);
        }
    }

    /** How often it was told anything. */
    public long told() {
        return told;
    }

    /** How often each answer was given. */
    public Answers answers() {
        return new Answers(stored, taken, refused, unknown, found, missing, unavailable);
    }

    /** How many keys it was told of. */
    public int keys() {
        return registers.size();
    }

    /** The proposal that has the key; null if no client was told of one. */
    public @Nullable P winner(K key) {
        Register<K, P> register = registers.get(key);
        return register == null ? null : register.winner();
    }

    /** What has become of a key; null if it was told nothing of it. */
    public @Nullable Contest<K, P> contest(K key) {
        Register<K, P> register = registers.get(key);
        return register == null ? null : register.contest();
    }

    /** All keys that it was told of, in the order in which it first was. */
    public void forEach(Consumer<? super Contest<K, P>> action) {
        registers.values().forEach(register -> action.accept(register.contest()));
    }

    /**
     * The keys that more than one proposal was to have, by the number of their stores, most first; of those with as many
     * stores the one that was told of first.
     *
     * @param limit how many keys at most
     */
    public List<Contest<K, P>> contended(int limit) {
        List<Register<K, P>> most = new ArrayList<>();
        for (Register<K, P> register : registers.values()) {
            if (register.isContended()) {
                insert(register, most, limit);
            }
        }
        return most.stream().map(Register::contest).toList();
    }

    private static <K, P> void insert(Register<K, P> register, List<Register<K, P>> most, int limit) {
        int place = most.size();
        while (place > 0 && most.get(place - 1).stores() < register.stores()) {
            place--;
        }
        if (place < limit) {
            most.add(place, register);
            if (most.size() > limit) {
                most.removeLast();
            }
        }
    }

    /** The keys with a store that was answered {@link Outcome.Unknown}, in the order in which they were first told of. */
    public List<Contest<K, P>> inDoubt() {
        return registers.values().stream()
                .filter(Register::isInDoubt)
                .map(Register::contest)
                .toList();
    }
}
