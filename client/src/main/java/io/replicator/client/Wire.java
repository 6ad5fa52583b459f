package io.replicator.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** One request to one node: bounded in time and in bytes, and honest about whether it may have arrived. */
final class Wire implements AutoCloseable {

    private final HttpClient http;
    private volatile boolean closed;

    Wire(Duration connectTimeout) {
        // HTTP/1.1, since nodes speak nothing newer and the attempt to upgrade costs headers; no redirects, since a
        // node never sends one and a PUT that follows one would be two requests.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
    }

    /**
     * Sends a request and reads the response to its end. An interrupt ends it early and stays set.
     *
     * @param timeout for the whole exchange; {@link HttpRequest#timeout()} would end with the headers
     * @param maxBytes of the response's body
     */
    Answer send(URI node, HttpRequest request, Duration timeout, int maxBytes) {
        CompletableFuture<HttpResponse<byte[]>> exchange = http.sendAsync(request, _ -> new BoundedBody(maxBytes));
        try {
            HttpResponse<byte[]> response = exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new Answer.Response(node, response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException e) {
            return new Answer.Lost(node, "no answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            return failure(node, maxBytes, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Lost(node, "interrupted");
        } finally {
            exchange.cancel(true);
        }
    }

    private static Answer failure(URI node, int maxBytes, @Nullable Throwable cause) {
        return switch (cause) {
            case IOException e when isTooLong(e) -> new Answer.TooLong(node, maxBytes);
            case HttpConnectTimeoutException e -> new Answer.NotSent(node, "no connection in time");
            case ConnectException e -> new Answer.NotSent(node, "connection refused");
            case UnknownHostException e -> new Answer.NotSent(node, "unknown host");
            case SSLHandshakeException e -> new Answer.NotSent(node, "TLS handshake failed: " + e.getMessage());
            case IOException e -> new Answer.Lost(node, "connection lost: " + e.getMessage());
            case null -> new Answer.Lost(node, "failed");
            default -> new Answer.Lost(node, "failed: " + cause);
        };
    }

    /** The HTTP client wraps what a body fails with. */
    private static boolean isTooLong(IOException failure) {
        return failure instanceof BoundedBody.TooLongException
                || failure.getCause() instanceof BoundedBody.TooLongException;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        http.shutdownNow();
    }
}
