package io.replicator.engine.port;

/** Random numbers for jitter and transaction ids; from a seed in simulation. Called from the driver's thread alone. */
public interface RandomSource {

    long nextLong();

    /** Evenly from 0 (included) to the bound (excluded); the bound is positive. */
    long nextLong(long bound);
}
