package io.replicator.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** The address of a node's HTTP door. */
final class NodeUrl {

    private NodeUrl() {}

    /**
     * @return the URL without a trailing slash, so that paths can be appended
     * @throws IllegalArgumentException that tells a person what is wrong
     */
    static URI parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw invalid(text, e.getReason());
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw invalid(text, "it must start with http:// or https://");
        }
        if (uri.getHost() == null) {
            throw invalid(text, "it names no host");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65535) {
            throw invalid(text, "the port must be 1 to 65535");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
            throw invalid(text, "it must be scheme, host and port alone");
        }
        String plain = uri.toString();
        while (plain.endsWith("/")) {
            plain = plain.substring(0, plain.length() - 1);
        }
        return URI.create(plain);
    }

    private static IllegalArgumentException invalid(String text, String reason) {
        return new IllegalArgumentException(
                "'" + text + "' is not the URL of a node such as http://127.0.0.1:8000: " + reason);
    }
}
