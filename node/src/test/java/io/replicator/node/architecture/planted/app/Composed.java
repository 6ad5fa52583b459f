package io.replicator.node.architecture.planted.app;

/** Stands for the composition root, which nobody may know. */
public final class Composed {}
