package io.replicator.engine.model;

/**
 * The identity of a proposal: one pid per (network, key, transaction, value) (protocol section 2). Whoever holds the
 * bytes can check them against it.
 */
public record Pid(Hash256 hash) implements Comparable<Pid> {

    public static Pid of(NetworkId network, Key key, TxId txId, Value value) {
        return new Pid(
                Hash256.ofFields(network.hash().toBytes(), key.unsafeBytes(), txId.toBytes(), value.unsafeBytes()));
    }

    @Override
    public int compareTo(Pid other) {
        return hash.compareTo(other.hash);
    }

    @Override
    public String toString() {
        return hash.toString();
    }
}
