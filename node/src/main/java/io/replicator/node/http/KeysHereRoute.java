package io.replicator.node.http;

import io.javalin.http.HandlerType;
import io.replicator.engine.model.Key;
import io.replicator.node.replica.Replica;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** {@code GET /local/keys}: the keys committed at this node, in order of their bytes, a page at a time. */
final class KeysHereRoute implements Route {

    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 10_000;

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
        exchange.answerFrom(workers, () -> page(prefix, after, limit));
    }

    private Answer page(byte[] prefix, @Nullable Key after, int limit) {
        List<Replica.StoredKey> page = replica.keys(prefix, after, limit);
        Json json = new Json().object().name("keys").array();
        for (Replica.StoredKey stored : page) {
            if (!stored.key().isSystem()) {
                write(stored, json);
            }
        }
        json.endArray();
        if (page.size() < limit) {
            return Answer.json(200, json.member("next", null).endObject());
        }
        Key last = page.getLast().key();
        return Answer.json(200, json.member("next", last.toString()).endObject())
                .with("Link", next(prefix, limit, last));
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
