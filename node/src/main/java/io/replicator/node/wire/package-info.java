/**
 * The bytes of the replication protocol: messages of the engine as protobuf, in length-prefixed frames. The schema is the
 * resource {@code replicator.proto} beside this package; golden files of each wire version keep both true.
 */
@NullMarked
package io.replicator.node.wire;

import org.jspecify.annotations.NullMarked;
