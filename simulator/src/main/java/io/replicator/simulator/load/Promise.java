package io.replicator.simulator.load;

/** What is checked while and after nodes are loaded, and where the project promises it. */
public enum Promise {
    ONE_REGISTER(
            "Every answer fits one write-once register for each key: one winner, nothing acknowledged lost, linearizable",
            "docs/protocol.md S1, S2 and section 9"),
    HONEST_ANSWERS(
            "Every answer names the transaction that it is about, and a value is read byte for byte as it was stored",
            "docs/protocol.md section 9"),
    NOTHING_LOST(
            "Every acknowledged key stands in the list of every node, and is read there if it was drawn",
            "docs/protocol.md S1, S2"),
    ONE_WINNER("Each contended key has exactly one winner, the same at every node", "docs/protocol.md L1"),
    NO_RESERVATION("No reservation is left at any node", "docs/protocol.md S3"),
    UNKNOWN_ENDS(
            "Every unknown outcome became final when its transaction was sent again", "docs/protocol.md L2, section 9");

    private final String text;
    private final String source;

    Promise(String text, String source) {
        this.text = text;
        this.source = source;
    }

    /** In words for people. */
    public String text() {
        return text;
    }

    /** Whether it cannot be said to hold once that one is broken: one winner for each key is part of one register. */
    public boolean failsWith(Promise broken) {
        return broken == this || (broken == ONE_REGISTER && (this == NOTHING_LOST || this == ONE_WINNER));
    }

    /** Where it stands. */
    public String source() {
        return source;
    }
}
