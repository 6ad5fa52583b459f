/**
 * The node's HTTP door, on Javalin: one class a route, over {@link io.replicator.node.replica.Replica}. No thread waits
 * for a client or for the engine here: bodies are read, and values written, as the socket allows.
 */
@NullMarked
package io.replicator.node.http;

import org.jspecify.annotations.NullMarked;
