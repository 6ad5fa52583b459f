/** What the network does to a frame between two places: how long it takes, whether it is lost, repeated or cut off. */
@NullMarked
package io.replicator.simulator.network;

import org.jspecify.annotations.NullMarked;
