package io.replicator.simulator.planted.world;

import io.replicator.client.ReplicatorClient;
import io.replicator.node.config.NodeConfig;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** What no world in virtual time may know. */
public final class Impure {
    private Impure() {}

    /** Runs a node. */
    public static final class OfNode {
        public @Nullable NodeConfig config;
    }

    /** Asks a node. */
    public static final class OfClient {
        public @Nullable ReplicatorClient client;
    }

    /** Parses arguments. */
    public static final class OfCommandLine {
        public @Nullable CommandLine commands;
    }

    /** Has threads. */
    public static final class OfExecutor {
        public @Nullable ExecutorService threads;
    }

    /** Is a thread. */
    public static final class OfThread {
        public @Nullable Thread thread;
    }

    /** Reads a clock. */
    public static final class OfNanos {
        public long now() {
            return System.nanoTime();
        }
    }

    /** Knows time of day. */
    public static final class OfTime {
        public @Nullable Duration duration;
    }

    /** Draws from the JDK. */
    public static final class OfRandom {
        public @Nullable SplittableRandom random;
    }

    /** Draws from the JDK without a seed. */
    public static final class OfMath {
        public double draw() {
            return Math.random();
        }
    }

    /** Draws from the JDK without a seed. */
    public static final class OfUuid {
        public UUID draw() {
            return UUID.randomUUID();
        }
    }
}
