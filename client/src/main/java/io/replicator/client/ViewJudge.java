package io.replicator.client;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the answers to a question about one node's own view. */
final class ViewJudge implements Attempts.Judge<ViewJudge.Verdict> {

    private final boolean notReadyToo;

    /**
     * @param notReadyToo whether the answer of a node that is not ready (503) is what was asked for
     */
    ViewJudge(boolean notReadyToo) {
        this.notReadyToo = notReadyToo;
    }

    /** The view, or why there is none. */
    record Verdict(ReplicatorClient.@Nullable View view, String failure) {

        ReplicatorClient.View orThrow() throws ReplicatorClient.UnavailableException {
            if (view == null) {
                throw new ReplicatorClient.UnavailableException(failure);
            }
            return view;
        }
    }

    @Override
    public @Nullable Verdict judge(Answer answer) {
        if (answer instanceof Answer.TooLong) {
            return new Verdict(null, answer.describe());
        }
        if (!(answer instanceof Answer.Response response) || !response.isFromReplicator()) {
            return null;
        }
        int status = response.status();
        if (status == 200 || (status == 503 && notReadyToo)) {
            Optional<Map<String, Object>> body = Json.object(response.body());
            return body.map(b -> new Verdict(new ReplicatorClient.View(response, b), ""))
                    .orElse(null);
        }
        return status >= 400 && status < 500 ? new Verdict(null, response.describe()) : null;
    }

    @Override
    public Verdict giveUp(boolean reached, String reasons) {
        return new Verdict(null, reasons);
    }
}
