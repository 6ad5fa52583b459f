/**
 * What a node keeps on disk: its data folder, and in it the journal of the protocol's state as a RocksDB store. The only
 * package that knows RocksDB.
 */
@NullMarked
package io.replicator.node.storage;

import org.jspecify.annotations.NullMarked;
