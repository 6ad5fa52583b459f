/** Stories of faults, played to real nodes; what clients are told meanwhile and afterwards is judged. */
@NullMarked
package io.replicator.chaos.scenario;

import org.jspecify.annotations.NullMarked;
