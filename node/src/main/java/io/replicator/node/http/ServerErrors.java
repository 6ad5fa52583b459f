package io.replicator.node.http;

import io.replicator.node.metrics.RouteMetrics;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Problem documents for what the server refuses before a route sees it: malformed, oversized or late requests. */
final class ServerErrors extends ErrorHandler {

    private static final Set<String> PATH_RULES =
            Arrays.stream(Violation.values()).map(Violation::getDescription).collect(Collectors.toUnmodifiableSet());

    /** What the server calls a request of which it could not read the path. */
    private static final Set<String> NO_PATH = Set.of("/badMessage", "/badRequest");

    private final ConstantHeaders constant;
    private final RouteMetrics metrics;

    ServerErrors(ConstantHeaders constant, RouteMetrics metrics) {
        this.constant = constant;
        this.metrics = metrics;
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        String path = pathOf(request);
        Problem problem = isUnreadablePath(status, message, cause)
                ? Problem.badKey("The path cannot be read: a key stands in it as percent-encoded UTF-8 without control "
                        + "characters.")
                : problem(status, message, path);
        Answer answer = problem.toAnswer(path);
        constant.put(response.getHeaders());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        answer.headers().forEach(field -> response.getHeaders().put(field.name(), field.value()));
        metrics.answered(status);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }

    private static String pathOf(Request request) {
        String path = request.getHttpURI() == null ? null : request.getHttpURI().getPath();
        return path == null || NO_PATH.contains(path) ? "" : path;
    }

    static Problem problem(int status, @Nullable String message, String path) {
        String reason = message == null || message.isEmpty() ? HttpStatus.getMessage(status) : message;
        return switch (status) {
            case 400 -> Problem.badRequest("The server could not read the request: " + reason + ".");
            case 404 -> Problem.of(ProblemKind.NOT_FOUND, "Nothing is served at this path.");
            case 408 -> Problem.of(ProblemKind.REQUEST_TIMEOUT, "The rest of the request did not come in time.");
            case 413 -> Problem.of(ProblemKind.VALUE_TOO_LARGE, "The body is too long.");
            case 414 -> Problem.of(ProblemKind.URI_TOO_LONG, "The path and the query are too long.");
            case 431 -> Problem.of(ProblemKind.HEADERS_TOO_LARGE, "The header of the request is too long.");
            case 500 -> internal();
            case 503 -> Problem.notAttempted("this node is stopping");
            default -> Problem.of(ProblemKind.HTTP_ERROR, status, "The server says: " + reason + ".");
        };
    }

    static Problem internal() {
        return Problem.of(
                ProblemKind.INTERNAL_ERROR, "The node failed to answer, which is a defect; its log says more.");
    }

    /**
     * What is wrong with a path is found by the server's parser, which throws, or by its rules for paths, which are named
     * in the message. Only keys need encoding, so whoever sends such a path means a key.
     */
    private static boolean isUnreadablePath(int status, @Nullable String message, @Nullable Throwable cause) {
        boolean unparsed = HttpStatus.getMessage(400).equals(message)
                && cause != null
                && cause.getCause() instanceof IllegalArgumentException;
        return status == 400 && (unparsed || PATH_RULES.contains(Objects.requireNonNullElse(message, "")));
    }
}
