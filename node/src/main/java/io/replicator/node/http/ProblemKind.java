package io.replicator.node.http;

/** The problems that an answer can tell of: a status, a code for programs and a title for people. */
enum ProblemKind {
    BAD_KEY(400, "bad-key", "This cannot be a key"),
    BAD_REQUEST(400, "bad-request", "The request cannot be understood"),
    KEY_UNKNOWN(404, "key-unknown", "The key is not taken"),
    NOT_FOUND(404, "not-found", "There is no such route"),
    METHOD_NOT_ALLOWED(405, "method-not-allowed", "The method does not fit"),
    REQUEST_TIMEOUT(408, "request-timeout", "The request came too slowly"),
    KEY_EXISTS(409, "key-exists", "The key is taken"),
    KEY_RESERVED(409, "key-reserved", "The key is being taken"),
    VALUE_TOO_LARGE(413, "value-too-large", "The value is too large"),
    URI_TOO_LONG(414, "uri-too-long", "The path is too long"),
    TX_REUSED(422, "tx-reused", "The transaction id was used for another value"),
    HEADERS_TOO_LARGE(431, "headers-too-large", "The headers are too large"),
    INTERNAL_ERROR(500, "internal-error", "Something went wrong in this node"),
    NOT_ATTEMPTED(503, "not-attempted", "Nothing was attempted"),
    NOT_READY(503, "not-ready", "The node is not ready"),
    UNAVAILABLE(503, "unavailable", "No answer can be given now"),
    OUTCOME_UNKNOWN(504, "outcome-unknown", "The outcome is not known yet"),
    /** Whatever else the server below refuses, with the status that it gives. */
    HTTP_ERROR(500, "http-error", "The server refused the request");

    final int status;
    final String code;
    final String title;

    ProblemKind(int status, String code, String title) {
        this.status = status;
        this.code = code;
        this.title = title;
    }
}
