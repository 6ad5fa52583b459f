/** Tests against go-libp2p, js-libp2p and rust-libp2p, whose peers run as processes of their own. */
@NullMarked
package io.replicator.libp2p.interop;

import org.jspecify.annotations.NullMarked;
