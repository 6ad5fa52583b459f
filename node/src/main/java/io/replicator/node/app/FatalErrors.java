package io.replicator.node.app;

import io.replicator.node.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when going on could do harm: a failed write or sync, or a broken assertion of the protocol. At once and
 * without cleaning up, as a crash would: the journal is made for that.
 */
final class FatalErrors {

    private static final Logger LOG = LoggerFactory.getLogger(FatalErrors.class);

    private FatalErrors() {}

    static void end(Throwable cause) {
        try {
            if (cause instanceof StorageException) {
                LOG.error(
                        "the node stops, since what it would say from now on might not be on its disk: {};"
                                + " see to the disk and to its free space, then start the node again",
                        cause.getMessage());
            } else {
                LOG.error("the node stops, since going on could do harm: {}", cause.toString(), cause);
            }
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }
}
