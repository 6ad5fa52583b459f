/** What goes wrong with nodes in containers and with their links: faults, and how they are drawn, begun, ended and noted. */
@NullMarked
package io.replicator.simulator.nemesis;

import org.jspecify.annotations.NullMarked;
