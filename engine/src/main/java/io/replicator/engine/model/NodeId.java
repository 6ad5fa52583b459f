package io.replicator.engine.model;

/** Who answers: a peer together with the data folder it runs on. The identity of a voter (protocol section 2). */
public record NodeId(PeerId peer, StoreId store) implements Comparable<NodeId> {

    /** The store alone: it is drawn at random, and no two peers share one. */
    @Override
    public int hashCode() {
        return store.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof NodeId node && store.equals(node.store) && peer.equals(node.peer));
    }

    @Override
    public int compareTo(NodeId other) {
        int order = peer.compareTo(other.peer);
        return order == 0 ? store.compareTo(other.store) : order;
    }

    @Override
    public String toString() {
        return peer + "/" + store;
    }
}
