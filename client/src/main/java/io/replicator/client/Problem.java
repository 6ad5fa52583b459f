package io.replicator.client;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457) with the members that nodes add.
 *
 * @param code the node's word for it, such as {@code key-exists}
 * @param retryAfterMillis how long to leave the node alone; 0 if it does not say
 */
record Problem(String code, String detail, PutResult.@Nullable Winner winner, long retryAfterMillis) {

    static Optional<Problem> parse(byte[] body) {
        return Json.object(body).flatMap(Problem::of);
    }

    private static Optional<Problem> of(Map<String, Object> members) {
        if (!(members.get("code") instanceof String code)) {
            return Optional.empty();
        }
        String detail = Json.text(members, "detail");
        long retryAfter = Math.max(0, Json.number(members, "retryAfterMillis", 0));
        return Optional.of(new Problem(code, detail.isEmpty() ? code : detail, winner(members), retryAfter));
    }

    private static PutResult.@Nullable Winner winner(Map<String, Object> members) {
        if (members.get("winner") instanceof Map<?, ?> winner
                && winner.get("txId") instanceof String txId
                && winner.get("pid") instanceof String pid
                && winner.get("sameValue") instanceof Boolean sameValue) {
            return new PutResult.Winner(txId, pid, sameValue);
        }
        return null;
    }
}
