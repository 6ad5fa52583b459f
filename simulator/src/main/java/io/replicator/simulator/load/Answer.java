package io.replicator.simulator.load;

/** What a client made of what came back, or did not; for counting. */
enum Answer {
    STORED("stored (201)", Meaning.FINAL),
    ALREADY_YOURS("already yours (200)", Meaning.FINAL),
    KEY_EXISTS("key exists (409)", Meaning.FINAL),
    KEY_RESERVED("key reserved (409)", Meaning.FINAL),
    FOUND("found (200)", Meaning.FINAL),
    KEY_UNKNOWN("key unknown (404)", Meaning.FINAL),
    TX_REUSED("transaction reused (422)", Meaning.NONE),
    OUTCOME_UNKNOWN("outcome unknown (504)", Meaning.NONE),
    NOT_ATTEMPTED("not attempted (503)", Meaning.NONE),
    UNAVAILABLE("unavailable (503)", Meaning.NONE),
    REFUSED("refused (other 4xx)", Meaning.NONE),
    FAILED("failed (other)", Meaning.NONE),
    NOT_CONNECTED("not connected", Meaning.NONE),
    CUT_OFF("cut off before the answer", Meaning.NONE),
    TIMED_OUT("no answer in time", Meaning.NONE),
    HUNG_UP("client hung up", Meaning.NONE);

    private enum Meaning {
        FINAL,
        NONE
    }

    private final String text;
    private final Meaning meaning;

    Answer(String text, Meaning meaning) {
        this.text = text;
        this.meaning = meaning;
    }

    /** Whether it says for good what became of the operation. */
    boolean isFinal() {
        return meaning == Meaning.FINAL;
    }

    /** Whether a client waited for it: neither a connection that never was nor a hang-up of its own tells of latency. */
    boolean hasLatency() {
        return this != NOT_CONNECTED && this != HUNG_UP;
    }

    /** In words for people, with the HTTP status. */
    String text() {
        return text;
    }
}
