package io.replicator.simulator.cli;

/** Where the process of the simulator starts. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(arguments.length);
    }
}
