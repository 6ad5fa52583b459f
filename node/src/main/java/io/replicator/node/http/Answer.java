package io.replicator.node.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A whole answer, before it is written: what a route returns. */
final class Answer {

    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";
    static final String BYTES = "application/octet-stream";
    static final String HTML = "text/html;charset=utf-8";

    private static final byte[] NOTHING = new byte[0];

    private final int status;
    private final String contentType;
    private final byte[] body;
    private final boolean shared;
    private final List<Field> headers;

    /** A header of the answer. */
    record Field(String name, String value) {}

    private Answer(int status, String contentType, byte[] body, boolean shared, List<Field> headers) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.shared = shared;
        this.headers = headers;
    }

    /** An answer with a body, which nobody may change afterwards. */
    static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, contentType, body, false, List.of());
    }

    /** An answer with a body that is held anyway and serves many requests, so that this one costs no memory. */
    static Answer ofShared(int status, String contentType, byte[] body) {
        return new Answer(status, contentType, body, true, List.of());
    }

    static Answer json(int status, Json json) {
        return of(status, JSON, json.toBytes());
    }

    static Answer text(String contentType, String text) {
        return of(200, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    static Answer notModified() {
        return of(304, "", NOTHING);
    }

    Answer with(String name, String value) {
        List<Field> more = new ArrayList<>(headers.size() + 1);
        more.addAll(headers);
        more.add(new Field(name, value));
        return new Answer(status, contentType, body, shared, more);
    }

    int status() {
        return status;
    }

    /** Empty if there is no body to speak of. */
    String contentType() {
        return contentType;
    }

    byte[] body() {
        return body;
    }

    boolean isShared() {
        return shared;
    }

    List<Field> headers() {
        return headers;
    }
}
