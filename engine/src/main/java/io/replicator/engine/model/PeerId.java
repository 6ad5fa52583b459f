package io.replicator.engine.model;

/** A libp2p peer id in its base58 text; to the engine it is a name and nothing more. At most {@value #MAX_LENGTH} characters. */
public record PeerId(String text) implements Comparable<PeerId> {

    public static final int MAX_LENGTH = 128;

    public PeerId {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a peer id has 1 to " + MAX_LENGTH + " characters, not " + text.length());
        }
    }

    @Override
    public int compareTo(PeerId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
