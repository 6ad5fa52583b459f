/** What can go wrong: links, processes, disks. Each fault knows how all becomes as before. */
@NullMarked
package io.replicator.chaos.fault;

import org.jspecify.annotations.NullMarked;
