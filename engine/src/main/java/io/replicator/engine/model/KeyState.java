package io.replicator.engine.model;

import org.jspecify.annotations.Nullable;

/** What one node durably knows of one key (protocol section 2). */
public sealed interface KeyState {

    /** Nothing was ever promised or voted for here. */
    Undecided UNTOUCHED = new Undecided(Ballot.FAST, null);

    /**
     * No outcome is known here. {@code promised} and {@code vote.ballot} are two fields: merging them lets a voter that
     * only promised pass for one that voted (arXiv 1906.10917).
     *
     * @param promised no ballot below it gets a vote here any more
     * @param vote the last vote, at or below {@code promised}
     */
    record Undecided(Ballot promised, @Nullable Vote vote) implements KeyState {
        public Undecided {
            if (vote != null && vote.ballot().isAbove(promised)) {
                throw new IllegalArgumentException("a vote at " + vote.ballot() + " above the promise " + promised);
            }
        }
    }

    /** The outcome, for ever. */
    record Committed(Pid pid, TxId txId, Value value) implements KeyState {}
}
