/** Hand-written courses of events, each on one calm, hurt or contended network. */
@NullMarked
package io.replicator.simulator.scenario;

import org.jspecify.annotations.NullMarked;
