package io.replicator.node.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.servlet.DefaultTasks;
import io.javalin.http.servlet.JavalinServlet;
import io.javalin.json.JsonMapper;
import io.replicator.node.metrics.NodeMetrics;
import io.replicator.node.metrics.RouteMetrics;
import io.replicator.node.replica.Replica;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** Serves the routes on one port. Started once, stopped once; thread-safe. */
public final class HttpServer {

    /** Javalin would load Jackson's data binding, which nobody here needs. */
    private static final JsonMapper NO_MAPPER = new JsonMapper() {};

    private final Replica replica;
    private final NodeMetrics metrics;
    private final HttpSettings settings;
    private final Limit proposals;
    private final Limit bytesInFlight;
    private final Limit waits;
    private final Limit answerBytes;
    private @Nullable JettyServer server;

    public HttpServer(Replica replica, NodeMetrics metrics, HttpSettings settings) {
        this.replica = replica;
        this.metrics = metrics;
        this.settings = settings;
        this.proposals = new Limit("proposals under way", settings.stores().maxAtOnce());
        this.bytesInFlight = new Limit("bytes in flight", settings.stores().maxBytesInFlight());
        this.waits = new Limit("waiting reads", settings.maxWaits());
        this.answerBytes = new Limit("bytes of answers", settings.answers().maxBytes());
    }

    /**
     * Listens and serves.
     *
     * @param port 0 for a free one
     * @return the port that it listens on
     * @throws IOException if it cannot listen there; says why
     */
    public synchronized int start(String host, int port) throws IOException {
        if (server != null) {
            throw new IllegalStateException("an HTTP server starts once");
        }
        metrics.watch(NodeMetrics.Level.HTTP_PROPOSALS, proposals::inUse);
        metrics.watch(NodeMetrics.Level.HTTP_BYTES, bytesInFlight::inUse);
        metrics.watch(NodeMetrics.Level.HTTP_WAITS, waits::inUse);
        metrics.watch(NodeMetrics.Level.HTTP_ANSWERS, answerBytes::inUse);
        RouteMetrics elsewhere = metrics.route("any", "other");
        QueuedThreadPool threads = JettyServer.threads(settings.threads());
        Javalin javalin = Javalin.create(config -> configure(config, threads, elsewhere));
        ConstantHeaders constant = new ConstantHeaders(replica.identity());
        server = new JettyServer(
                new JavalinServlet(javalin.unsafe), threads, settings, constant, new ServerErrors(constant, elsewhere));
        return server.start(host, port);
    }

    /** Refuses new requests with 503, and lets those under way finish for as long as the settings say. */
    public synchronized void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private void configure(JavalinConfig config, Executor workers, RouteMetrics elsewhere) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.asyncTimeout = 0;
        config.http.prefer405over404 = true;
        config.jsonMapper(NO_MAPPER);
        keepLifeCycleShort(config);
        for (Route route : Routes.of(replica, metrics, settings, proposals, bytesInFlight, waits, workers)) {
            add(config, route);
        }
        new Failures(elsewhere, settings, answerBytes).configure(config);
    }

    /** There are no filters and no error pages by status, so no request needs to look for them. */
    @SuppressWarnings("unchecked") // A varargs array of a generic type: Javalin's signature.
    private static void keepLifeCycleShort(JavalinConfig config) {
        config.requestLifeCycle(DefaultTasks.INSTANCE.getHTTP());
    }

    private void add(JavalinConfig config, Route route) {
        RouteMetrics counted = metrics.route(
                route.method().name(), route.path().replace('<', '{').replace('>', '}'));
        config.routes.addHttpHandler(route.method(), route.path(), context -> serve(route, context, counted));
        if (route.method().equals(HandlerType.GET)) {
            config.routes.addHttpHandler(HandlerType.HEAD, route.path(), context -> serve(route, context, counted));
        }
    }

    private void serve(Route route, Context context, RouteMetrics counted) throws IOException {
        Exchange exchange = new Exchange(context, counted, settings, answerBytes);
        try {
            route.handle(exchange);
        } catch (ProblemException e) {
            exchange.answer(exchange.of(e.problem()));
        }
    }
}
