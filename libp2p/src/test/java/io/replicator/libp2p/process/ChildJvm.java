package io.replicator.libp2p.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a program of the tests starts in a JVM of its own, with the classes of the tests. */
public final class ChildJvm {

    /** What lives for seconds is over before the optimising compiler pays off. */
    public static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    private ChildJvm() {}

    /**
     * The command to start it; arguments may be added.
     *
     * @param options of the JVM, besides those that every such program needs
     */
    public static List<String> command(List<String> options, String mainClass) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-XX:+UseSerialGC");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(mainClass);
        return command;
    }
}
