package io.replicator.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each interleaving keeps all promises; {@code TeethTest} shows that it would not with the bug that it is about. */
class InterleavingTest {

    @ParameterizedTest
    @EnumSource
    void keepsEveryPromise(Interleaving interleaving) {
        assertDoesNotThrow(interleaving::play);
    }
}
