package io.replicator.chaos.scenario;

import io.replicator.chaos.image.NeedsDocker;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tests of the {@link SharedNetwork}, one at a time, while tests with networks of their own may go on beside them. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith({NeedsDocker.class, SharedNetwork.class})
@ResourceLock("the shared network")
@interface OnSharedNetwork {}
