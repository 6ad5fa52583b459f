package io.replicator.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the answers to one read. */
final class ReadJudge implements Attempts.Judge<GetResult> {

    private final Deadline waitUntil;
    /** Whether the last answer said that nobody has the key; an earlier one says nothing of what came after it. */
    private boolean unknownAtLast;

    /**
     * @param waitUntil until when "nobody has the key" is a reason to ask again
     */
    ReadJudge(Deadline waitUntil) {
        this.waitUntil = waitUntil;
    }

    @Override
    public @Nullable GetResult judge(Answer answer) {
        unknownAtLast = false;
        if (!(answer instanceof Answer.Response response) || !response.isFromReplicator()) {
            return null;
        }
        if (response.status() == 200) {
            Optional<String> pid = response.headers().firstValue("ETag");
            return pid.isEmpty() ? null : new GetResult.Found(response.body(), unquoted(pid.get()));
        }
        Optional<Problem> problem = response.problem();
        if (problem.isPresent() && problem.get().code().equals("key-unknown")) {
            unknownAtLast = true;
            return waitUntil.isOver() ? new GetResult.KeyUnknown() : null;
        }
        if (problem.isPresent() && response.status() >= 400 && response.status() < 500) {
            return new GetResult.Rejected(problem.get().code(), problem.get().detail());
        }
        return null;
    }

    @Override
    public GetResult giveUp(boolean reached, String reasons) {
        return unknownAtLast ? new GetResult.KeyUnknown() : new GetResult.Unavailable(reasons);
    }

    private static String unquoted(String etag) {
        return etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"")
                ? etag.substring(1, etag.length() - 1)
                : etag;
    }
}
