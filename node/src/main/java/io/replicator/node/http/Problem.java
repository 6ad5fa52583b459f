package io.replicator.node.http;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457). Titles are the same for every problem of one code; details are written for the person
 * who made the request.
 *
 * @param code names the kind of problem for programs; also the end of its {@code type}
 * @param retryAfter how long to wait before trying again, if that can help
 */
record Problem(
        int status,
        String code,
        String title,
        String detail,
        @Nullable Key key,
        @Nullable TxId txId,
        @Nullable Duration retryAfter,
        @Nullable Winner winner,
        List<String> allow) {

    static final String TYPE_PREFIX = "urn:replicator:problem:";

    /** A limit is given back within a request's time, mostly much sooner. */
    static final Duration RETRY_SOON = Duration.ofSeconds(1);

    /** The proposal that holds the key. */
    record Winner(TxId txId, Pid pid, boolean sameValue) {}

    static Problem of(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail, null, null, null, null, List.of());
    }

    static Problem badRequest(String detail) {
        return of(400, "bad-request", "The request cannot be understood", detail);
    }

    static Problem badKey(String detail) {
        return of(400, "bad-key", "This cannot be a key", detail);
    }

    static Problem valueTooLarge(int limit) {
        return of(
                413,
                "value-too-large",
                "The value is too large",
                "A value has at most " + limit + " bytes at this node.");
    }

    static Problem keyUnknown(String detail) {
        return of(404, "key-unknown", "The key is not taken", detail);
    }

    static Problem unavailable(String reason) {
        return of(
                        503,
                        "unavailable",
                        "No quorum can say",
                        "Whether the key is taken cannot be said now: " + reason
                                + ". With ?stale=ok this node answers from its own store alone.")
                .withRetryAfter(RETRY_SOON);
    }

    static Problem notAttempted(String reason) {
        return of(
                        503,
                        "not-attempted",
                        "Nothing was attempted",
                        "Nothing of this request was sent to any node: " + reason + ".")
                .withRetryAfter(RETRY_SOON);
    }

    static Problem methodNotAllowed(String detail, List<String> allow) {
        return new Problem(405, "method-not-allowed", "The method does not fit", detail, null, null, null, null, allow);
    }

    static Problem internal() {
        return of(
                500,
                "internal-error",
                "Something went wrong in this node",
                "The node failed to answer, which is a defect; its log says more.");
    }

    Problem withKey(Key named) {
        return new Problem(status, code, title, detail, named, txId, retryAfter, winner, allow);
    }

    Problem withTxId(TxId transaction) {
        return new Problem(status, code, title, detail, key, transaction, retryAfter, winner, allow);
    }

    Problem withRetryAfter(Duration pause) {
        return new Problem(status, code, title, detail, key, txId, pause, winner, allow);
    }

    Problem withWinner(Winner holder) {
        return new Problem(status, code, title, detail, key, txId, retryAfter, holder, allow);
    }

    /**
     * @param instance the path of the request
     */
    Answer toAnswer(String instance) {
        Answer answer = Answer.of(status, Answer.PROBLEM, toJson(instance).toBytes());
        if (retryAfter != null) {
            long seconds = Math.max(1, retryAfter.toSeconds());
            answer = answer.with("Retry-After", Long.toString(seconds));
        }
        if (!allow.isEmpty()) {
            answer = answer.with("Allow", String.join(", ", allow));
        }
        return answer;
    }

    private Json toJson(String instance) {
        Json json = new Json()
                .object()
                .member("type", TYPE_PREFIX + code)
                .member("title", title)
                .member("status", status)
                .member("detail", detail)
                .member("instance", instance)
                .member("code", code);
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
