package io.replicator.node.http;

import io.replicator.engine.model.KeyState;
import org.jspecify.annotations.Nullable;

/** A committed value as an answer: its raw bytes, and its pid as the entity tag, which never changes. */
final class StoredValue {

    private StoredValue() {}

    static Answer answer(KeyState.Committed committed, @Nullable String ifNoneMatch) {
        String tag = '"' + committed.pid().toString() + '"';
        Answer answer = matches(ifNoneMatch, tag)
                ? Answer.notModified()
                : Answer.of(200, Answer.BYTES, committed.value().unsafeBytes())
                        .with("X-Content-Type-Options", "nosniff");
        return answer.with("ETag", tag).with(Exchange.TX, committed.txId().text());
    }

    /** RFC 9110, section 13.1.2: a list of entity tags, compared weakly, or a star. */
    private static boolean matches(@Nullable String ifNoneMatch, String tag) {
        return ifNoneMatch != null
                && (ifNoneMatch.contains(tag) || ifNoneMatch.strip().equals("*"));
    }
}
