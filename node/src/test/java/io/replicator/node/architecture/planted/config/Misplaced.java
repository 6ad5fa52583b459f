package io.replicator.node.architecture.planted.config;

import io.javalin.http.HttpStatus;
import io.micrometer.core.instrument.Tag;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.node.architecture.planted.app.Composed;
import java.time.Instant;
import java.util.List;
import org.rocksdb.Status;
import picocli.CommandLine;

/** Each part breaks one rule. */
public final class Misplaced {

    private Misplaced() {}

    /** HTTP outside its package. */
    public record Javalin(HttpStatus status) {}

    /** The server below it. */
    public record Jetty(org.eclipse.jetty.util.Fields fields) {}

    /** The command line outside its package. */
    public record Picocli(CommandLine line) {}

    /** The store outside its package. */
    public record Rocks(Status status) {}

    /** libp2p where nobody should know of it. */
    public record Libp2p(Multiaddr address) {}

    /** A metrics library outside its package. */
    public record Metrics(List<Tag> tags, Tag first) {}

    /** Somebody who knows the composition root. */
    public record Knowing(Composed root) {}

    /** A decision by the wall clock. */
    public static final class WallClock {
        private WallClock() {}

        public static boolean isLate(long deadlineMillis) {
            return System.currentTimeMillis() > deadlineMillis;
        }
    }

    /** The same by another name. */
    public static final class WallClockInstant {
        private WallClockInstant() {}

        public static boolean isLate(Instant deadline) {
            return Instant.now().isAfter(deadline);
        }
    }
}
