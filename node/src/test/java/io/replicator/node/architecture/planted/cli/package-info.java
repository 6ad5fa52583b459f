/** Violations of the rules of the house, planted to show that they are noticed. */
@NullMarked
package io.replicator.node.architecture.planted.cli;

import org.jspecify.annotations.NullMarked;
