package io.replicator.node.http;

import io.replicator.node.metrics.RouteMetrics;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Problem documents for what the server refuses before a route sees it: malformed, oversized or late requests. */
final class ServerErrors extends ErrorHandler {

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
        Answer answer = problem(status, message, path).toAnswer(path);
        constant.put(response.getHeaders());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        answer.headers().forEach(field -> response.getHeaders().put(field.name(), field.value()));
        metrics.answered(status);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }

    private static String pathOf(Request request) {
        String path = request.getHttpURI() == null ? null : request.getHttpURI().getPath();
        return path == null ? "" : path;
    }

    static Problem problem(int status, @Nullable String message, String path) {
        String reason = message == null || message.isEmpty() ? HttpStatus.getMessage(status) : message;
        return switch (status) {
            case 400 ->
                namesKey(path)
                        ? Problem.badKey("The path cannot be read as a key in percent-encoded UTF-8: " + reason + ".")
                        : Problem.badRequest("The server could not read the request: " + reason + ".");
            case 404 -> Problem.of(404, "not-found", "There is no such route", "Nothing is served at this path.");
            case 408 ->
                Problem.of(
                        408, "request-timeout", "The request came too slowly", "The rest of the request never came.");
            case 413 -> Problem.of(413, "value-too-large", "The value is too large", "The body is too long.");
            case 414 -> Problem.of(414, "uri-too-long", "The path is too long", "The request line is too long.");
            case 431 ->
                Problem.of(431, "headers-too-large", "The headers are too large", "The request's header is too long.");
            case 500 -> Problem.internal();
            case 503 -> Problem.notAttempted("this node is stopping");
            default -> Problem.of(status, "http-" + status, HttpStatus.getMessage(status), reason + ".");
        };
    }

    private static boolean namesKey(String path) {
        return path.startsWith(StoreRoute.PREFIX)
                || path.startsWith(StoredHereRoute.PREFIX)
                || path.startsWith(ProposedHereRoute.PREFIX);
    }
}
