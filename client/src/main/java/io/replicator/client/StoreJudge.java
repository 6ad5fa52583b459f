package io.replicator.client;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers to one store. Its one piece of memory is whether an earlier attempt may have been proposed: after
 * that, only a committed outcome is final (protocol section 6), and the end of the time means unknown, not failed.
 */
final class StoreJudge implements Attempts.Judge<PutResult> {

    private final String txId;
    private boolean maybeProposed;

    /**
     * @param maybeProposed whether this transaction may have been sent before this call
     */
    StoreJudge(String txId, boolean maybeProposed) {
        this.txId = txId;
        this.maybeProposed = maybeProposed;
    }

    @Override
    public @Nullable PutResult judge(Answer answer) {
        return switch (answer) {
            case Answer.NotSent notSent -> null;
            case Answer.Lost lost -> maybeProposed();
            case Answer.TooLong tooLong -> maybeProposed();
            case Answer.Response response when !response.isFromReplicator() -> ofStranger(response);
            case Answer.Response response when response.status() == 200 || response.status() == 201 -> stored(response);
            case Answer.Response response -> refusedOrUnclear(response);
        };
    }

    @Override
    public PutResult giveUp(boolean reached, String reasons) {
        if (maybeProposed) {
            return new PutResult.Unknown(txId, reasons);
        }
        return new PutResult.NotStored(txId, reached ? "not-attempted" : "unreachable", reasons);
    }

    /** A success counts only if it names this transaction: a wrong one would be a store that never happened. */
    private @Nullable PutResult stored(Answer.Response response) {
        Optional<Map<String, Object>> body = Json.object(response.body());
        if (body.isEmpty() || !Json.text(body.get(), "txId").equals(txId)) {
            return maybeProposed();
        }
        String pid = Json.text(body.get(), "pid");
        return response.status() == 201 ? new PutResult.Stored(txId, pid) : new PutResult.AlreadyYours(txId, pid);
    }

    private @Nullable PutResult refusedOrUnclear(Answer.Response response) {
        Optional<Problem> parsed = response.problem();
        if (parsed.isEmpty()) {
            return maybeProposed();
        }
        Problem problem = parsed.get();
        int status = response.status();
        return switch (problem.code()) {
            case "key-exists" ->
                problem.winner() == null ? maybeProposed() : new PutResult.KeyExists(txId, problem.winner());
            // Without a winner, a mere vote shows it: that decides nothing of what was sent before.
            case "tx-reused" ->
                problem.winner() == null && maybeProposed ? null : new PutResult.TxReused(txId, problem.detail());
            case "key-reserved" ->
                problem.winner() == null || maybeProposed ? null : new PutResult.KeyReserved(txId, problem.winner());
            case "not-attempted" -> null;
            default -> status >= 400 && status < 500 ? refused(problem.code(), problem.detail()) : maybeProposed();
        };
    }

    /** A refusal by this node says nothing of what an earlier node did with the same transaction. */
    private @Nullable PutResult refused(String code, String detail) {
        return maybeProposed ? null : new PutResult.Rejected(txId, code, detail);
    }

    /** Something between us and a node, or nothing to do with one: it may have passed the request on if it failed. */
    private @Nullable PutResult ofStranger(Answer.Response response) {
        if (response.status() >= 300 && response.status() < 500) {
            return refused("not-a-replicator-node", response.describe());
        }
        return maybeProposed();
    }

    private @Nullable PutResult maybeProposed() {
        maybeProposed = true;
        return null;
    }
}
