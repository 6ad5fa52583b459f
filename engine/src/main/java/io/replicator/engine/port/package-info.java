/** What the engine asks of the world. Each contract says what a port promises about order, durability, threads and failure; production and simulation implement the same contracts. */
@NullMarked
package io.replicator.engine.port;

import org.jspecify.annotations.NullMarked;
