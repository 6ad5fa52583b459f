package io.replicator.simulator.teeth;

/** A bug could not be planted: its edit does not fit the production code, or what comes of it does not compile. */
final class PlantingException extends RuntimeException {

    private static final long serialVersionUID = 1;

    PlantingException(String message) {
        super(message);
    }
}
