package io.replicator.simulator.invariant;

import java.util.Locale;

/**
 * Everything that is checked, as a catalogue. The class that checks a property is named like it.
 *
 * <p>The numbers of sections are those of {@code docs/protocol.md}.
 */
public enum Property {
    ONE_VALUE_PER_KEY("S1", "at most one proposal is ever committed for a key, at any node and in any answer"),
    ACKNOWLEDGED_SURVIVES(
            "S2", "whatever quorum a recovery asks, the durable state of its voters yields an acknowledged store"),
    COMMITS_ARE_CHOSEN("S1", "what a node commits is what every recovery would yield"),
    LINEARIZABLE("section 6", "all answers of stores and reads of a key fit one order of a write-once register"),
    FINAL_ANSWERS_HOLD("section 6", "a proposal that was refused for good is never committed"),
    ONE_PROPOSAL_PER_BALLOT("section 1", "a ballot above 0 of a key stands for one proposal"),
    BALLOTS_ARE_FRESH("section 1", "no ballot is prepared by two attempts"),
    DURABLE_BEFORE_TOLD("section 4", "what a reply or a list of commits reports is on stable storage when it leaves"),
    PROMISES_HOLD("section 4", "no voter goes back behind a durable promise, vote or commit"),
    ONLY_VOTERS_VOTE("section 8", "votes and promises are given by the voters of the configuration alone"),
    ONE_CONFIGURATION("section 8", "there is one configuration in each epoch of a network"),
    BYTES_MATCH("section 9", "the bytes of a commit hash to its proposal"),
    ONE_ANSWER("section 6", "each request is answered once, by its deadline, unless its node dies"),
    HONEST_ANSWERS("section 6", "what a refusal says of the winner is true"),
    HONEST_NODES_ARE_ADMITTED("section 9", "no node is taken for a copied or set-back disk that is none"),
    ENGINE_ASSERTIONS("section 9", "no assertion of the engine stops a node"),
    AVAILABLE("L2", "while enough nodes are up and connected, fresh keys are stored in time"),
    NO_RESERVATION_STAYS("S3", "after healing, every reservation is finished in time"),
    EVERY_WANTED_KEY_IS_WON("L1", "after healing, of all that was proposed for a key exactly one is stored"),
    NODES_AGREE("section 8", "after healing, all nodes come to hold the same commits, and nothing is left open");

    private final String source;
    private final String sentence;

    Property(String source, String sentence) {
        this.source = source;
        this.sentence = sentence;
    }

    /** Its name as people read it, such as {@code one-value-per-key}. */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where it comes from: a goal or a section of the protocol. */
    public String source() {
        return source;
    }

    public String sentence() {
        return sentence;
    }
}
