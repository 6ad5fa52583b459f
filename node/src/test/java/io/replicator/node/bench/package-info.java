/** Benchmarks that are run by hand; see {@code docs/benchmarks.md}. */
@NullMarked
package io.replicator.node.bench;

import org.jspecify.annotations.NullMarked;
