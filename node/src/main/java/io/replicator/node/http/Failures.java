package io.replicator.node.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.replicator.node.metrics.RouteMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what ends a request before its answer into a problem document. */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private static final Set<String> NO_KEY =
            Set.of("/store", StoreRoute.PREFIX, StoredHereRoute.PREFIX, ProposedHereRoute.PREFIX);

    private final RouteMetrics metrics;
    private final HttpSettings settings;
    private final Limit answerBytes;

    Failures(RouteMetrics metrics, HttpSettings settings, Limit answerBytes) {
        this.metrics = metrics;
        this.settings = settings;
        this.answerBytes = answerBytes;
    }

    void configure(JavalinConfig config) {
        config.routes.exception(HttpResponseException.class, this::refusedByFramework);
        config.routes.exception(IOException.class, this::clientGone);
        config.routes.exception(UncheckedIOException.class, this::notWritten);
        config.routes.exception(
                TimeoutException.class,
                (e, context) -> answer(context, ServerErrors.problem(408, null, context.path())));
        config.routes.exception(Exception.class, this::failed);
        config.router.javaLangErrorHandler((response, error) -> {
            LOG.error("a request failed", error);
            response.setStatus(500);
        });
    }

    /** Javalin refuses what matches no route: 404, or 405 together with the methods that would match. */
    private void refusedByFramework(HttpResponseException e, Context context) {
        if (e.getStatus() == 405) {
            String methods = e.getDetails().values().stream().findFirst().orElse("");
            List<String> allow = Arrays.asList(methods.split(", "));
            String detail = context.req().getMethod() + " is not served at this path; " + methods + " are.";
            answer(context, Problem.of(ProblemKind.METHOD_NOT_ALLOWED, detail).withAllow(allow));
        } else {
            answer(context, notServed(e, context.path()));
        }
    }

    /** The paths that end where a key should begin are no routes, but people come upon them. */
    private static Problem notServed(HttpResponseException e, String path) {
        return NO_KEY.contains(path)
                ? Problem.badKey("The path ends where the key should stand: " + path + " needs a key behind it.")
                : ServerErrors.problem(e.getStatus(), e.getMessage(), path);
    }

    /** Nobody will read the answer, but the exchange must end. */
    private void clientGone(IOException e, Context context) {
        LOG.debug("a client went away: {}", e.toString());
        answer(context, Problem.badRequest("The body of the request did not come whole."));
    }

    private void notWritten(UncheckedIOException e, Context context) {
        if (e.getCause() instanceof EofException gone) {
            clientGone(gone, context);
        } else {
            failed(e, context);
        }
    }

    private void failed(Exception e, Context context) {
        if (e instanceof HttpException server) {
            answer(context, ServerErrors.problem(server.getCode(), server.getReason(), context.path()));
            return;
        }
        LOG.error("{} {} failed", context.req().getMethod(), context.path(), e);
        answer(context, ServerErrors.internal());
    }

    private void answer(Context context, Problem problem) {
        if (!context.res().isCommitted()) {
            new Exchange(context, metrics, settings, answerBytes).answer(problem.toAnswer(context.path()));
        }
    }
}
