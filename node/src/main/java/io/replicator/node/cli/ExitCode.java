package io.replicator.node.cli;

/** What the process says to the shell when it ends. */
public final class ExitCode {

    public static final int OK = 0;
    public static final int FAILED = 1;
    /** Bad usage or configuration. */
    public static final int USAGE = 2;
    /** No configured peer could be reached, and no membership is on disk. */
    public static final int BOOTSTRAP_FAILED = 3;

    public static final int KEY_TAKEN = 4;
    public static final int KEY_UNKNOWN = 5;
    public static final int NOT_STORED = 6;
    /** The data folder is locked, corrupt, or another node's. */
    public static final int DATA_REFUSED = 7;
    /** The value may be stored, now or later. */
    public static final int OUTCOME_UNKNOWN = 8;

    private ExitCode() {}
}
