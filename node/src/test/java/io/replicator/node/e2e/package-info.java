/** Whole networks of real node processes on loopback, driven over HTTP like a user would. */
@NullMarked
package io.replicator.node.e2e;

import org.jspecify.annotations.NullMarked;
