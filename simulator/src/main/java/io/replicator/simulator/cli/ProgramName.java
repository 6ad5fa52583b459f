package io.replicator.simulator.cli;

import io.replicator.node.cli.ShellQuote;
import java.nio.file.Path;

/** What a person types to run this program. */
final class ProgramName {

    /** Set by the launcher to where it is itself. */
    private static final String LAUNCHER = "replicator.launcher";

    private ProgramName() {}

    /** The launcher that started it, as it is reached from here; without one, what it is called in the documents. */
    static String typed() {
        String property = System.getProperty(LAUNCHER);
        if (property == null) {
            return "replicator";
        }
        Path launcher = Path.of(property);
        Path here = Path.of("").toAbsolutePath();
        return here.equals(launcher.getParent())
                ? "./" + launcher.getFileName()
                : ShellQuote.quote(launcher.toString());
    }
}
