package io.replicator.node.http;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457). Details are written for the person who made the request.
 *
 * @param status that of the kind, but for what the server below refuses
 * @param retryAfter how long to wait before trying again, if that can help
 * @param allow the methods that would fit, for 405
 */
record Problem(
        ProblemKind kind,
        int status,
        String detail,
        @Nullable Key key,
        @Nullable TxId txId,
        @Nullable Duration retryAfter,
        @Nullable Winner winner,
        List<String> allow) {

    static final String TYPE_PREFIX = "urn:replicator:problem:";

    /** A limit is given back within a request's time, mostly much sooner. */
    private static final Duration RETRY_SOON = Duration.ofSeconds(1);

    /** The proposal that holds the key. */
    record Winner(TxId txId, Pid pid, boolean sameValue) {}

    static Problem of(ProblemKind kind, String detail) {
        return of(kind, kind.status, detail);
    }

    static Problem of(ProblemKind kind, int status, String detail) {
        Duration retryAfter = status == 503 ? RETRY_SOON : null;
        return new Problem(kind, status, detail, null, null, retryAfter, null, List.of());
    }

    static Problem badRequest(String detail) {
        return of(ProblemKind.BAD_REQUEST, detail);
    }

    static Problem badKey(String detail) {
        return of(ProblemKind.BAD_KEY, detail);
    }

    static Problem keyUnknown(String detail) {
        return of(ProblemKind.KEY_UNKNOWN, detail);
    }

    static Problem valueTooLarge(int limit) {
        return of(ProblemKind.VALUE_TOO_LARGE, "A value has at most " + limit + " bytes at this node.");
    }

    static Problem unavailable(String reason) {
        return of(
                ProblemKind.UNAVAILABLE,
                "Whether the key is taken cannot be said now: " + reason
                        + ". With ?stale=ok this node answers from its own store alone.");
    }

    static Problem busy(Limit limit) {
        return of(
                ProblemKind.UNAVAILABLE,
                "This node's limit of " + limit + " is reached, since clients are slow to read what they asked for. "
                        + "Please try again soon, or ask another node.");
    }

    static Problem notAttempted(String reason) {
        return of(ProblemKind.NOT_ATTEMPTED, "Nothing of this request was sent to any node: " + reason + ".");
    }

    Problem withKey(Key named) {
        return new Problem(kind, status, detail, named, txId, retryAfter, winner, allow);
    }

    Problem withTxId(TxId transaction) {
        return new Problem(kind, status, detail, key, transaction, retryAfter, winner, allow);
    }

    Problem withWinner(Winner holder) {
        return new Problem(kind, status, detail, key, txId, retryAfter, holder, allow);
    }

    Problem withAllow(List<String> methods) {
        return new Problem(kind, status, detail, key, txId, retryAfter, winner, methods);
    }

    /**
     * @param instance the path of the request
     */
    Answer toAnswer(String instance) {
        Answer answer = Answer.of(status, Answer.PROBLEM, toJson(instance).toBytes());
        if (retryAfter != null) {
            answer = answer.with("Retry-After", Long.toString(retryAfter.toSeconds()));
        }
        return allow.isEmpty() ? answer : answer.with("Allow", String.join(", ", allow));
    }

    private Json toJson(String instance) {
        Json json = new Json()
                .object()
                .member("type", TYPE_PREFIX + kind.code)
                .member("title", kind.title)
                .member("status", status)
                .member("detail", detail)
                .member("instance", instance)
                .member("code", kind.code);
        if (key != null) {
            json.member("key", key.toString());
        }
        if (txId != null) {
            json.member("txId", txId.text());
        }
        if (retryAfter != null) {
            json.member("retryAfterMillis", retryAfter.toMillis());
        }
        if (winner != null) {
            json.name("winner")
                    .object()
                    .member("txId", winner.txId().text())
                    .member("pid", winner.pid().toString())
                    .member("sameValue", winner.sameValue())
                    .endObject();
        }
        return json.endObject();
    }
}
