@NullMarked
package io.replicator.node.http;

import org.jspecify.annotations.NullMarked;
