/** The command line: what people type, and what they get to read. */
@NullMarked
package io.replicator.node.cli;

import org.jspecify.annotations.NullMarked;
