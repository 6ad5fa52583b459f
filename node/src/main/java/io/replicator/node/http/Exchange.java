package io.replicator.node.http;

import io.javalin.http.Context;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.TxId;
import io.replicator.node.metrics.RouteMetrics;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One request and its answer, without the web framework. */
final class Exchange {

    static final String TX = "Replicator-Tx";

    /** Answers up to here fit into the server's buffer, so that whoever writes them cannot block. */
    static final int BUFFER = 8 << 10;

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final Context context;
    private final RouteMetrics metrics;
    private final HttpSettings settings;
    private final Limit answerBytes;
    private final String path;
    private @Nullable Key key;
    private @Nullable TxId txId;

    /**
     * @param answerBytes charged for a long answer until the client has read it
     */
    Exchange(Context context, RouteMetrics metrics, HttpSettings settings, Limit answerBytes) {
        this.context = context;
        this.metrics = metrics;
        this.settings = settings;
        this.answerBytes = answerBytes;
        this.path = context.req().getRequestURI();
    }

    /**
     * The key that the rest of the path names; from now on every problem names it.
     *
     * @throws ProblemException if it names none
     */
    Key key(String prefix) {
        if (path.indexOf('/', prefix.length()) >= 0) {
            throw new ProblemException(Problem.badKey("A key is one segment of the path: write '/' within it as %2F."));
        }
        try {
            Key named = Key.ofClient(PercentCoding.decode(path, prefix.length(), path.length()));
            key = named;
            return named;
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.badKey("This is not a key: " + e.getMessage() + "."));
        }
    }

    /** From now on every answer to this request, a problem too, names the transaction. */
    void names(TxId transaction) {
        txId = transaction;
        context.res().setHeader(TX, transaction.text());
    }

    Query query() {
        return new Query(context.req().getQueryString());
    }

    @Nullable
    String header(String name) {
        return context.req().getHeader(name);
    }

    /** Bytes of the body, if that is announced; otherwise -1. */
    long contentLength() {
        return context.req().getContentLengthLong();
    }

    ServletInputStream body() throws IOException {
        return context.req().getInputStream();
    }

    /** The problem as an answer to this request. */
    Answer of(Problem problem) {
        Problem named = key == null ? problem : problem.withKey(key);
        return (txId == null ? named : named.withTxId(txId)).toAnswer(path);
    }

    /** Answers now. */
    void answer(Answer answer) {
        if (answer.body().length <= BUFFER) {
            begin(answer);
            writeAtOnce(answer);
        } else {
            context.future(() -> write(answer));
        }
    }

    /** Answers with what takes longer to make than the selecting thread may be held up. */
    void answerFrom(Executor workers, Supplier<Answer> answer) {
        answerLater(() -> CompletableFuture.supplyAsync(answer, workers));
    }

    /**
     * As {@link #answerFrom(Executor, Supplier)}, for an answer that may be long.
     *
     * @param bytes what it takes at most to make it; charged while it is made, as its length is from then on
     * @throws ProblemException if too many long answers are held already
     */
    void answerFrom(Executor workers, int bytes, Supplier<Answer> answer) {
        int held = answerBytes.shareOf(bytes);
        if (!answerBytes.tryTake(held)) {
            throw new ProblemException(Problem.busy(answerBytes));
        }
        answerLater(() ->
                CompletableFuture.supplyAsync(answer, workers).whenComplete((_, _) -> answerBytes.giveBack(held)));
    }

    /**
     * Answers when the answer is there; whoever completes it writes the answer and is not made to wait.
     *
     * @param answer may fail with a {@link ProblemException}
     */
    void answerLater(Supplier<CompletableFuture<Answer>> answer) {
        context.future(() -> answer.get().exceptionally(this::problemOf).thenCompose(this::write));
    }

    private Answer problemOf(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ProblemException e) {
            return of(e.problem());
        }
        throw new CompletionException(cause);
    }

    /** Writes the answer, or a refusal if it is long and too many such wait for their clients already. */
    private CompletableFuture<Void> write(Answer answer) {
        if (answer.body().length <= BUFFER || answer.isShared()) {
            return send(answer);
        }
        int held = answerBytes.shareOf(answer.body().length);
        if (!answerBytes.tryTake(held)) {
            return send(of(Problem.busy(answerBytes)));
        }
        return send(answer).whenComplete((_, _) -> answerBytes.giveBack(held));
    }

    private CompletableFuture<Void> send(Answer answer) {
        try {
            begin(answer);
            if (answer.body().length > BUFFER) {
                return BodyWriter.write(context.req(), context.res(), answer.body(), settings);
            }
            writeAtOnce(answer);
            return DONE;
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void begin(Answer answer) {
        HttpServletResponse response = context.res();
        response.setStatus(answer.status());
        if (!answer.contentType().isEmpty()) {
            response.setContentType(answer.contentType());
            response.setContentLength(answer.body().length);
        }
        for (Answer.Field field : answer.headers()) {
            response.setHeader(field.name(), field.value());
        }
        metrics.answered(answer.status());
    }

    private void writeAtOnce(Answer answer) {
        try {
            if (answer.body().length > 0) {
                context.res().getOutputStream().write(answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
