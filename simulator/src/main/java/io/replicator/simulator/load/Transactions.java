package io.replicator.simulator.load;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What nodes call the stores for which they made the transaction id, since their client gave none. Each such store is
 * sent once, and its value names it by the client's own id; that of the node is learned from any answer that tells of
 * it. Thread-safe.
 */
final class Transactions {

    private final Set<String> anonymous = ConcurrentHashMap.newKeySet();
    private final Map<String, String> ownOf = new ConcurrentHashMap<>();
    private final Map<String, String> nodesOf = new ConcurrentHashMap<>();

    /** Before a store is sent without an id. */
    void isAnonymous(String own) {
        anonymous.add(own);
    }

    /** Whether a node may call this store so: for ever one name for one store. */
    boolean mayBe(String named, String own) {
        if (!anonymous.contains(own)) {
            return named.equals(own);
        }
        if (named.isEmpty() || named.length() == Values.LEAST_BYTES) {
            return false; // Nothing, or what a client made for another store.
        }
        String otherOwn = ownOf.putIfAbsent(named, own);
        String otherName = nodesOf.putIfAbsent(own, named);
        return (otherOwn == null || otherOwn.equals(own)) && (otherName == null || otherName.equals(named));
    }

    /** The client's id of the store that a node calls so; empty if no answer has told it yet. */
    Optional<String> own(String named) {
        return named.length() == Values.LEAST_BYTES ? Optional.of(named) : Optional.ofNullable(ownOf.get(named));
    }

    /** What nodes call a store; empty if no answer has told it yet. */
    Optional<String> named(String own) {
        return anonymous.contains(own) ? Optional.ofNullable(nodesOf.get(own)) : Optional.of(own);
    }
}
