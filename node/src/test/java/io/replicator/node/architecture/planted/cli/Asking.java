package io.replicator.node.architecture.planted.cli;

import io.replicator.node.architecture.planted.replica.Served;

/** A command that reaches into the node. */
public record Asking(Served inside) {}
