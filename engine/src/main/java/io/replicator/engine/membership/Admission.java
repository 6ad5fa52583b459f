package io.replicator.engine.membership;

import io.replicator.engine.message.Message.Hello;
import io.replicator.engine.model.StoreId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges the Hello by which another node opens a session (protocol sections 3 and 9). Every start of a store raises its
 * boot count; so a count that falls, or stays the same in another run, shows a disk that was set back to an older state or
 * is in use twice. Either could break promises that were given. Mutable; not thread-safe.
 */
public final class Admission {

    /** Stores that are remembered; of more, those are forgotten that were heard of first. */
    static final int MAX_STORES = 10_000;

    private final Map<StoreId, Hello> heard = new LinkedHashMap<>();

    /**
     * Judges a Hello, and remembers it if it is fine.
     *
     * @return why the session is refused, for people; null if it is not
     */
    public @Nullable String refusal(Standing standing, Hello hello) {
        if (standing.network() != null
                && hello.network() != null
                && !standing.network().equals(hello.network())) {
            return "it belongs to network " + hello.network().shortText() + ", this node to "
                    + standing.network().shortText();
        }
        Hello before = heard.get(hello.node().store());
        if (before != null && hello.boot() < before.boot()) {
            return "its store was started " + before.boot() + " times before, and says " + hello.boot()
                    + " now: its disk was set back to an older state";
        }
        if (before != null
                && hello.boot() == before.boot()
                && (hello.run() != before.run() || !hello.node().equals(before.node()))) {
            return "start " + hello.boot()
                    + " of its store was seen before, in another process: its disk was set back to"
                    + " an older state, or its data folder was copied and is in use twice";
        }
        heard.put(hello.node().store(), hello);
        if (heard.size() > MAX_STORES) {
            heard.remove(heard.keySet().iterator().next());
        }
        return null;
    }
}
