/** Programs of the tests in processes of their own. */
@NullMarked
package io.replicator.libp2p.process;

import org.jspecify.annotations.NullMarked;
