package io.replicator.engine.planted;

import io.replicator.engine.port.Transport;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;

/** One violation in each class. */
public final class Planted {

    private Planted() {}

    public static final class Foreign {
        public final org.junit.jupiter.api.Order order = Foreign.class.getAnnotation(org.junit.jupiter.api.Order.class);
    }

    public static final class Logging {
        public final Logger logger = Logger.getLogger("planted");
    }

    public static final class SystemLogging {
        public final System.Logger logger = System.getLogger("planted");
    }

    public static final class Threading {
        public final Thread thread = Thread.currentThread();
    }

    public static final class Concurrent {
        public final AtomicLong counter = new AtomicLong();
    }

    public static final class Nanos {
        public final long now = System.nanoTime();
    }

    public static final class Millis {
        public final long now = System.currentTimeMillis();
    }

    public static final class Instants {
        public final Instant start = Instant.EPOCH;
    }

    public static final class Randoms {
        public final Random random = new Random(1);
    }

    public static final class MathRandom {
        public final double number = Math.random();
    }

    public static final class Uuids {
        public final UUID id = UUID.randomUUID();
    }

    /** Talks past the outbox. */
    public record Sending(Transport transport) {}
}
