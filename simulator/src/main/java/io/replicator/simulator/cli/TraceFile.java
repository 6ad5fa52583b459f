package io.replicator.simulator.cli;

import io.replicator.node.cli.CommandFailure;
import io.replicator.node.cli.ExitCode;
import io.replicator.simulator.swarm.Verdict;
import io.replicator.simulator.world.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** All that happened in a world, as text: a line an event, and in the end the hash by which two runs are compared. */
final class TraceFile {

    private TraceFile() {}

    /** Writes the trace of a recorded run; makes the folder if there is none. */
    static Path write(Verdict recorded, Path file) throws CommandFailure {
        StringBuilder text = new StringBuilder();
        for (TraceEvent event : recorded.world().trace().lines()) {
            text.append(event).append('\n');
        }
        text.append("trace ").append(hash(recorded)).append('\n');
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILED, "the trace cannot be written to " + file + ": " + e, e);
        }
    }

    /** The hash in hexadecimal digits. */
    static String hash(Verdict verdict) {
        return String.format(Locale.ROOT, "%016x", verdict.world().trace().hash());
    }
}
