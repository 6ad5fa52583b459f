/** The settings of a node: one table of them, and the rules that a set of them must keep. */
@NullMarked
package io.replicator.node.config;

import org.jspecify.annotations.NullMarked;
