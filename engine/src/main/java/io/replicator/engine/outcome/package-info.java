/** What clients are told (protocol section 6). A timeout means unknown, never failed. */
@NullMarked
package io.replicator.engine.outcome;

import org.jspecify.annotations.NullMarked;
