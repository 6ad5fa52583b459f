package io.replicator.simulator.report;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Stand-in until the writer is merged. */
public record ReportFiles(Path page, Path data) {
    public static ReportFiles write(Report report, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path data = folder.resolve("report.json");
        Files.writeString(data, JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(report));
        return new ReportFiles(data, data);
    }
}
