/**
 * The libp2p TLS handshake (libp2p specification {@code tls/tls.md}): TLS 1.3 by Bouncy Castle's engine, mutually
 * authenticated by certificates that their holders sign themselves and that carry a proof of the libp2p identity.
 */
@NullMarked
package io.replicator.libp2p.tls;

import org.jspecify.annotations.NullMarked;
