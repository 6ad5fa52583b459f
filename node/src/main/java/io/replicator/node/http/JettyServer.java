package io.replicator.node.http;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server below Javalin. Javalin's own has sessions, WebSockets, statistics and 250 threads, each of which costs every
 * request or the start; this one has the servlet, an orderly stop, and problem documents for its own errors.
 */
final class JettyServer {

    private static final Logger LOG = LoggerFactory.getLogger(JettyServer.class);

    /** Room for a key of 512 bytes, each of them percent-encoded, and for the usual headers. */
    private static final int MAX_REQUEST_HEADER = 8 << 10;

    private static final int INPUT_BUFFER = 8 << 10;

    /** A stop does not wait longer than this for connections on which nothing is under way. */
    private static final Duration SHUTDOWN_IDLE = Duration.ofMillis(500);

    /**
     * What a key may contain although paths give it another meaning: the routes read the path as it was sent, and decode
     * it strictly, so nothing is lost or made equal on the way. Bad encodings stay refused by the server.
     */
    private static final UriCompliance KEYS_IN_PATHS = UriCompliance.RFC3986.with(
            "keys in paths",
            Violation.AMBIGUOUS_PATH_SEPARATOR,
            Violation.AMBIGUOUS_PATH_ENCODING,
            Violation.AMBIGUOUS_PATH_SEGMENT,
            Violation.AMBIGUOUS_PATH_PARAMETER,
            Violation.AMBIGUOUS_EMPTY_SEGMENT,
            Violation.SUSPICIOUS_PATH_CHARACTERS);

    private final Server server;
    private final HttpSettings settings;
    private final ConstantHeaders constant;

    JettyServer(
            Servlet servlet,
            QueuedThreadPool threads,
            HttpSettings settings,
            ConstantHeaders constant,
            ServerErrors errors) {
        this.settings = settings;
        this.constant = constant;
        this.server = new Server(threads);
        ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
        context.addServlet(new ServletHolder(servlet), "/*");
        context.setErrorHandler(errors);
        server.setHandler(new GracefulHandler(new NonBlocking(context)));
        server.setErrorHandler(errors);
        server.setStopTimeout(settings.stopTimeout().toMillis());
    }

    /** One accepts, one selects and serves, the others write what the engine answers; none in reserve: nothing blocks. */
    static QueuedThreadPool threads(int count) {
        QueuedThreadPool threads = new QueuedThreadPool(count, HttpSettings.MIN_THREADS);
        threads.setReservedThreads(0);
        threads.setName("http");
        return threads;
    }

    /**
     * Listens and serves.
     *
     * @return the port that it listens on
     * @throws IOException if it cannot listen there
     */
    int start(String host, int port) throws IOException {
        ServerConnector connector = connector(host, port);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(settings.connections().most(), connector));
        try {
            connector.open();
            server.start();
        } catch (IOException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new IOException("cannot serve HTTP on " + host + ":" + port + ": " + reason.getMessage(), e);
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not start", e);
        }
        return connector.getLocalPort();
    }

    void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            // Requests that took longer than the stop may: they are cut, and the node stops all the same.
            LOG.warn("HTTP requests were cut by the stop: {}", e.toString());
        }
    }

    private ServerConnector connector(String host, int port) {
        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(KEYS_IN_PATHS);
        http.setRequestHeaderSize(MAX_REQUEST_HEADER);
        http.setOutputBufferSize(Exchange.BUFFER);
        http.setSendServerVersion(false);
        http.addCustomizer(constant);
        HttpConnectionFactory factory = new HttpConnectionFactory(http);
        factory.setInputBufferSize(INPUT_BUFFER);
        // Without an accepting thread of its own, a stopping connector goes on accepting until the stop is over.
        ServerConnector connector = new ServerConnector(server, 1, 1, factory);
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(settings.connections().idleTimeout().toMillis());
        connector.setShutdownIdleTimeout(SHUTDOWN_IDLE.toMillis());
        return connector;
    }

    /** Tells Jetty that no handler here waits, so that the selecting thread may run it itself: a hand-over less. */
    private static final class NonBlocking extends Handler.Wrapper {
        NonBlocking(Handler handler) {
            super(handler);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
