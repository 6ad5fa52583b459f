package io.replicator.simulator.load;

import com.fasterxml.jackson.jr.ob.JSON;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.simulator.history.SharedHistory;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All keys that clients asked for, to be compared with each node's own list of what is committed there (docs/http.md,
 * {@code /local/keys}): a few bytes a key, and so cheap enough for every one of them. Immutable.
 */
final class KeyLists {

    /** As many as a node gives at a time. */
    private static final int PAGE = 10_000;

    private final List<Wanted> keys;
    private final String prefix;

    private KeyLists(List<Wanted> keys) {
        this.keys = keys;
        this.prefix = keys.isEmpty()
                ? ""
                : commonStart(keys.getFirst().key(), keys.getLast().key());
    }

    /**
     * A key, and the proposal that has it.
     *
     * @param pid in hexadecimal digits; empty if no client was told of a winner
     */
    private record Wanted(String key, String pid) {}

    /**
     * What one node's list says. Each list of keys is in their order.
     *
     * @param missing keys that somebody has, and that the node has not committed
     * @param unexpected keys that are committed there, and of which no client was told that somebody has them
     * @param open keys that nobody has, as far as clients and this node know
     * @param wrong what stands there for a key that another proposal has, in words for people; empty if nothing does
     * @param wrongKey that key
     */
    record Difference(
            List<String> missing, List<String> unexpected, List<String> open, String wrong, String wrongKey) {}

    /**
     * Of all that clients know by now; keys are of unreserved characters (RFC 3986) alone.
     *
     * @param network the id of the nodes' network, in hexadecimal digits
     */
    static KeyLists of(
            SharedHistory<String, String> history, Values values, Transactions transactions, String network) {
        record Won(String key, String txId) {}
        List<Won> all = new ArrayList<>();
        history.forEach(contest -> all.add(new Won(contest.key(), contest.winner() == null ? "" : contest.winner())));
        NetworkId id = new NetworkId(Hash256.of(HexFormat.of().parseHex(network)));
        byte[] buffer = new byte[values.most()];
        return new KeyLists(all.stream()
                .sorted(Comparator.comparing(Won::key))
                .map(won -> new Wanted(
                        won.key(),
                        won.txId().isEmpty()
                                ? ""
                                : transactions
                                        .named(won.txId())
                                        .map(named ->
                                                pid(id, won.key(), named, values.write(won.txId(), buffer), buffer))
                                        .orElse("")))
                .toList());
    }

    private static String pid(NetworkId network, String key, String txId, int length, byte[] value) {
        return Pid.of(network, Key.ofClient(key), new TxId(txId), Value.of(Arrays.copyOf(value, length)))
                .toString();
    }

    private static String commonStart(String first, String last) {
        int length = 0;
        while (length < Math.min(first.length(), last.length()) && first.charAt(length) == last.charAt(length)) {
            length++;
        }
        return first.substring(0, length);
    }

    /** The id of the network that a node belongs to, in hexadecimal digits; empty if it does not say. */
    static Optional<String> network(Door door) {
        return json(door.get("/clusters")).map(answer -> answer.get("network")).map(Object::toString);
    }

    /** How many of the keys somebody has. */
    long taken() {
        return keys.stream().filter(wanted -> !wanted.pid().isEmpty()).count();
    }

    int size() {
        return keys.size();
    }

    /**
     * Goes through a node's list.
     *
     * @return empty if the node did not answer
     */
    Optional<Difference> compare(Door door) {
        Walk walk = new Walk();
        @Nullable String after = "";
        while (after != null && walk.wrong.isEmpty()) {
            Optional<Map<String, Object>> page = json(
                    door.get("/local/keys?prefix=" + encoded(prefix) + "&after=" + encoded(after) + "&limit=" + PAGE));
            if (page.isEmpty() || !(page.get().get("keys") instanceof List<?> listed)) {
                return Optional.empty();
            }
            for (Object one : listed) {
                if (one instanceof Map<?, ?> entry) {
                    walk.listed(String.valueOf(entry.get("key")), String.valueOf(entry.get("pid")));
                }
            }
            after = page.get().get("next") instanceof String next ? next : null;
        }
        return Optional.of(walk.end());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Optional<Map<String, Object>> json(Exchange exchange) {
        if (!(exchange instanceof Exchange.Answered answered)
                || answered.node().isEmpty()
                || answered.status() != 200) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.std.mapFrom(answered.body()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Both lists are in order: each is gone through once. */
    private final class Walk {
        private int place;
        private final List<String> missing = new ArrayList<>();
        private final List<String> unexpected = new ArrayList<>();
        private final List<String> open = new ArrayList<>();
        private String wrong = "";
        private String wrongKey = "";

        void listed(String key, String pid) {
            while (place < keys.size() && keys.get(place).key().compareTo(key) < 0) {
                notListed(keys.get(place));
                place++;
            }
            if (place == keys.size() || !keys.get(place).key().equals(key)) {
                return; // Nobody here asked for it.
            }
            String expected = keys.get(place).pid();
            place++;
            if (expected.isEmpty()) {
                unexpected.add(key);
            } else if (!expected.equals(pid) && wrong.isEmpty()) {
                wrongKey = key;
                wrong = "proposal " + pid + " instead of " + expected;
            }
        }

        private void notListed(Wanted wanted) {
            (wanted.pid().isEmpty() ? open : missing).add(wanted.key());
        }

        Difference end() {
            for (; place < keys.size(); place++) {
                notListed(keys.get(place));
            }
            return new Difference(missing, unexpected, open, wrong, wrongKey);
        }
    }
}
