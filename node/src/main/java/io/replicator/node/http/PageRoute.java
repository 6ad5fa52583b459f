package io.replicator.node.http;

import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A GET of something that lies in the jar: the index page, the API's description, and the pages that show it. Whatever was
 * asked for once stays in memory, so that many requests at a time need no more of it than one.
 */
final class PageRoute implements Route {

    private final String path;
    private final String contentType;
    private final String resource;
    private final Executor workers;
    private volatile @Nullable Answer loaded;

    /**
     * @param resource its absolute name on the class path
     */
    PageRoute(String path, String contentType, String resource, Executor workers) {
        this.path = path;
        this.contentType = contentType;
        this.resource = resource;
        this.workers = workers;
    }

    @Override
    public HandlerType method() {
        return HandlerType.GET;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public void handle(Exchange exchange) {
        Answer page = loaded;
        if (page != null) {
            exchange.answer(page);
        } else {
            exchange.answerFrom(workers, this::load);
        }
    }

    /** Synchronized, so that the first requests at a time load it once. */
    private synchronized Answer load() {
        Answer page = loaded;
        if (page == null) {
            page = Answer.ofShared(200, contentType, bytes())
                    .with("Cache-Control", "max-age=3600")
                    .with("X-Content-Type-Options", "nosniff");
            loaded = page;
        }
        return page;
    }

    private byte[] bytes() {
        try (InputStream in = PageRoute.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("the jar lacks " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
