package io.replicator.node.http;

import java.io.Serial;

/** Ends a request with a problem document. Part of serving requests, not a failure: it records no stack. */
final class ProblemException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
