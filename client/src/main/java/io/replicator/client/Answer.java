package io.replicator.client;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/** What came of sending one request to one node. */
sealed interface Answer {

    URI node();

    /** In words for people: what this node did. */
    String describe();

    /** A complete HTTP response. */
    @SuppressWarnings("ArrayRecordComponent") // Answers are read once and never compared.
    record Response(URI node, int status, HttpHeaders headers, byte[] body) implements Answer {

        /** Every answer of a node carries its id; without it, somebody else is listening there. */
        boolean isFromReplicator() {
            return headers.firstValue("Replicator-Node").isPresent();
        }

        /** The problem document in the body, if it is one. */
        Optional<Problem> problem() {
            return Problem.parse(body);
        }

        @Override
        public String describe() {
            if (!isFromReplicator()) {
                return node + ": HTTP " + status + " from something that is not a Replicator node";
            }
            return problem().map(p -> node + ": " + p.detail()).orElseGet(() -> node + ": HTTP " + status);
        }
    }

    /** The connection could not be made, so that the request cannot have arrived. */
    record NotSent(URI node, String reason) implements Answer {
        @Override
        public String describe() {
            return node + ": " + reason;
        }
    }

    /** The response was longer than the limit of the call, and was not read to its end. */
    record TooLong(URI node, int limit) implements Answer {
        @Override
        public String describe() {
            return node + ": the answer is longer than " + limit + " bytes";
        }
    }

    /** No complete response came, and the request may have arrived. */
    record Lost(URI node, String reason) implements Answer {
        @Override
        public String describe() {
            return node + ": " + reason;
        }
    }
}
