/**
 * multistream-select 1.0 (libp2p specs, {@code connections/README.md}): how two sides of a byte stream agree on the
 * protocol that it carries. Works on any source of bytes: a raw connection, a secured one, or one stream.
 */
@NullMarked
package io.replicator.libp2p.multistream;

import org.jspecify.annotations.NullMarked;
