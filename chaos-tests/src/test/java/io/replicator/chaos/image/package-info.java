/** The images that are put to the test: of this checkout's code, and with a planted bug. */
@NullMarked
package io.replicator.chaos.image;

import org.jspecify.annotations.NullMarked;
