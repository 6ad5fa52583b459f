package io.replicator.node.http;

import static io.replicator.node.http.ServerFixture.list;
import static io.replicator.node.http.ServerFixture.map;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.replicator.node.metrics.NodeMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keeps the description of the API true: its paths and methods are those of the routes, and its codes those in use. */
class OpenApiTest {

    /** Pages for people, of which programs need no description. */
    private static final Set<String> PAGES =
            Set.of("/", "/swagger", "/swagger/swagger-ui.css", "/swagger/swagger-ui-bundle.js", "/favicon.ico");

    private static final Set<String> METHODS = Set.of("get", "put", "head", "post", "delete", "patch", "options");

    @Test
    void describesEveryRouteAndNoOther() throws Exception {
        Set<String> routes = new TreeSet<>();
        for (Route route : routes()) {
            if (!PAGES.contains(route.path())) {
                routes.add(route.method().name() + " " + route.path().replace("<key>", "{key}"));
            }
        }
        Set<String> described = new TreeSet<>();
        map(document().get("paths"))
                .forEach((path, item) -> map(item).keySet().stream()
                        .filter(METHODS::contains)
                        .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        assertTrue(described.remove("HEAD /store/{key}"), "the HEAD of a GET is served, and this one is described");
        assertEquals(routes, described);
    }

    @Test
    void listsTheCodesOfAllProblems() throws Exception {
        Map<String, Object> problem = map(schemas().get("Problem"));
        Set<String> described = new TreeSet<>();
        list(map(map(problem.get("properties")).get("code")).get("enum"))
                .forEach(code -> described.add(String.valueOf(code)));
        Set<String> used = new TreeSet<>();
        for (ProblemKind kind : ProblemKind.values()) {
            used.add(kind.code);
        }
        assertEquals(used, described);
    }

    @Test
    void servesThePages() throws Exception {
        try (ServerFixture fixture = new ServerFixture()) {
            for (String page : PAGES) {
                var response = fixture.get(page);
                assertEquals(200, response.statusCode(), page);
                assertTrue(response.body().length > 100, page);
            }
            assertTrue(ServerFixture.text(fixture.get("/")).contains("Replicator"));
            assertTrue(ServerFixture.text(fixture.get("/swagger")).contains("/swagger/swagger-ui-bundle.js"));
            assertEquals(
                    "3.1.0", ServerFixture.json(fixture.get("/openapi.json")).get("openapi"));
        }
    }

    @Test
    void resolvesEveryReference() throws Exception {
        String text = new String(resource(), StandardCharsets.UTF_8);
        Map<String, Object> schemas = schemas();
        Matcher reference = Pattern.compile("#/components/schemas/(\\w+)").matcher(text);
        int found = 0;
        while (reference.find()) {
            assertNotNull(schemas.get(reference.group(1)), reference.group(1));
            found++;
        }
        assertTrue(found > 10);
    }

    private static List<Route> routes() {
        MemoryReplica replica = new MemoryReplica(Runnable::run);
        Limit limit = new Limit("anything", 1);
        return Routes.of(replica, new NodeMetrics(), HttpSettings.DEFAULTS, limit, limit, limit, Runnable::run);
    }

    private static Map<String, Object> document() throws IOException {
        return JSON.std.mapFrom(resource());
    }

    private static byte[] resource() throws IOException {
        try (InputStream in = OpenApiTest.class.getResourceAsStream("openapi.json")) {
            assertNotNull(in);
            return in.readAllBytes();
        }
    }

    private static Map<String, Object> schemas() throws IOException {
        return map(map(document().get("components")).get("schemas"));
    }
}
