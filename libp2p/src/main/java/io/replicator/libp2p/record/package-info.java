/** Statements of a peer, signed so that anyone may pass them on: signed envelopes and peer records (libp2p RFC 0002, 0003). */
@NullMarked
package io.replicator.libp2p.record;

import org.jspecify.annotations.NullMarked;
