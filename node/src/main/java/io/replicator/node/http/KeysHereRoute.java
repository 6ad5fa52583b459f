package io.replicator.node.http;

import io.javalin.http.HandlerType;
import io.replicator.engine.model.Key;
import io.replicator.node.replica.Replica;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /local/keys}: the keys committed at this node, in order of their bytes, a page at a time. */
final class KeysHereRoute implements Route {

    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 10_000;

    private final Replica replica;

    KeysHereRoute(Replica replica) {
        this.replica = replica;
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
        List<Replica.StoredKey> page = replica.keys(prefix, after(query), limit);
        boolean more = page.size() == limit;
        Json json = new Json().object().name("keys").array();
        for (Replica.StoredKey stored : page) {
            if (!stored.key().isSystem()) {
                write(stored, json);
            }
        }
        String cursor = more ? PercentCoding.encode(page.getLast().key().unsafeBytes()) : null;
        json.endArray()
                .member("next", more ? page.getLast().key().toString() : null)
                .endObject();
        Answer answer = Answer.json(200, json);
        exchange.answer(more ? answer.with("Link", next(prefix, limit, cursor)) : answer);
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

    private static String next(byte[] prefix, int limit, @Nullable String after) {
        return "</local/keys?prefix=" + PercentCoding.encode(prefix) + "&after=" + after + "&limit=" + limit
                + ">; rel=\"next\"";
    }
}
