package io.replicator.chaos.scenario;

import io.replicator.chaos.image.NeedsDocker;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Tests that start networks of their own, one at a time: beside theirs and the {@link SharedNetwork} there is no other, and
 * those of the shared one, which take longer together, need never wait for the end of these.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsDocker.class)
@ResourceLock("a network of its own")
@interface OnOwnNetwork {}
