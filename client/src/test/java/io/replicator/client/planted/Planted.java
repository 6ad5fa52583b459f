package io.replicator.client.planted;

import com.tngtech.archunit.core.domain.JavaClass;

/** A type of a library that a client should not bring along. */
public record Planted(JavaClass foreign) {}
