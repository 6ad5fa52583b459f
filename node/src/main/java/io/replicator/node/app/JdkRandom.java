package io.replicator.node.app;

import io.replicator.engine.port.RandomSource;
import java.util.SplittableRandom;

/** Random numbers for jitter and nonces: well spread, and no secret. */
final class JdkRandom implements RandomSource {

    private final SplittableRandom random;

    JdkRandom(long seed) {
        this.random = new SplittableRandom(seed);
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public long nextLong(long bound) {
        return random.nextLong(bound);
    }
}
