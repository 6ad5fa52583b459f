/** What nodes say to each other (protocol section 3), as a sealed family of records. Encoding is the node's business. */
@NullMarked
package io.replicator.engine.message;

import org.jspecify.annotations.NullMarked;
