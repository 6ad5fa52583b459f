package io.replicator.node.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Where Swagger UI lies on the class path: its jar names its version, and its folder is named after that. */
final class SwaggerUi {

    private static final String ABOUT = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

    private SwaggerUi() {}

    static String folder() {
        Properties about = new Properties();
        try (InputStream in = SwaggerUi.class.getResourceAsStream(ABOUT)) {
            if (in != null) {
                about.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "/META-INF/resources/webjars/swagger-ui/" + about.getProperty("version", "unknown") + "/";
    }
}
