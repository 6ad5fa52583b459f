package io.replicator.node.http;

import io.javalin.http.HandlerType;
import io.replicator.engine.model.Key;
import io.replicator.node.replica.Replica;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** {@code GET /local/keys}: the keys committed at this node, in order of their bytes, a page at a time. */
final class KeysHereRoute implements Route {

    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 10_000;

    /** Characters of a page from which on it gets no more keys. */
    static final int LONG_PAGE = 1 << 20;

    /** Keys that are read at a time. */
    static final int BATCH = 100;

    /** Characters of one entry at most: a key of bytes that are all escaped, a pid, and the names around them. */
    private static final int LONGEST_ENTRY = 6 * Key.MAX_CLIENT_BYTES + 256;

    /** A page is in memory several times while it is made: as text that grows, as text, and as bytes. */
    private static final int COPIES = 4;

    private final Replica replica;
    private final Executor workers;

    KeysHereRoute(Replica replica, Executor workers) {
        this.replica = replica;
        this.workers = workers;
    }

    @Override
    public HandlerType method() {
        return HandlerType.GET;
    }

    @Override
    public String path() {
        return "/local/keys";
    }

    @Override
    public void handle(Exchange exchange) {
        Query query = exchange.query();
        byte[] named = query.bytes("prefix");
        byte[] prefix = named == null ? new byte[0] : named;
        if (prefix.length > Key.MAX_CLIENT_BYTES) {
            throw new ProblemException(Problem.badRequest(
                    "The parameter 'prefix' has at most " + Key.MAX_CLIENT_BYTES + " bytes, as a key has."));
        }
        int limit = query.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
        Key after = after(query);
        exchange.answerFrom(workers, bytesToMake(limit), () -> page(prefix, after, limit));
    }

    /** Nothing for a page that is short whatever the keys. */
    private static int bytesToMake(int limit) {
        int longest = Math.min(limit * LONGEST_ENTRY, LONG_PAGE + BATCH * LONGEST_ENTRY);
        return longest <= Exchange.BUFFER ? 0 : COPIES * longest;
    }

    private Answer page(byte[] prefix, @Nullable Key after, int limit) {
        Json json = new Json().object().name("keys").array();
        Key last = after;
        int left = limit;
        while (left > 0 && json.length() < LONG_PAGE) {
            int wanted = Math.min(left, BATCH);
            List<Replica.StoredKey> batch = replica.keys(prefix, last, wanted);
            for (Replica.StoredKey stored : batch) {
                if (!stored.key().isSystem()) {
                    write(stored, json);
                }
            }
            if (batch.size() < wanted) {
                return Answer.json(200, json.endArray().member("next", null).endObject());
            }
            last = batch.getLast().key();
            left -= wanted;
        }
        Key next = Objects.requireNonNull(last, "a page has at least one key, or is the last");
        return Answer.json(200, json.endArray().member("next", next.toString()).endObject())
                .with("Link", next(prefix, limit, next));
    }

    private static @Nullable Key after(Query query) {
        byte[] after = query.bytes("after");
        if (after == null || after.length == 0) {
            return null;
        }
        if (after.length > Key.MAX_BYTES) {
            throw new ProblemException(Problem.badRequest("The parameter 'after' is no key."));
        }
        return Key.ofStored(after);
    }

    private static void write(Replica.StoredKey stored, Json json) {
        json.object()
                .member("key", stored.key().toString())
                .member("pid", stored.pid().toString())
                .member("size", stored.size())
                .endObject();
    }

    private static String next(byte[] prefix, int limit, Key last) {
        return "</local/keys?prefix=" + PercentCoding.encode(prefix) + "&after="
                + PercentCoding.encode(last.unsafeBytes()) + "&limit=" + limit + ">; rel=\"next\"";
    }
}
