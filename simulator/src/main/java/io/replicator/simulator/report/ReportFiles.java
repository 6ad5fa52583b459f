package io.replicator.simulator.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Where a report lies.
 *
 * @param page for people
 * @param data for programs
 */
public record ReportFiles(Path page, Path data) {

    public static final String PAGE = "report.html";
    public static final String DATA = "report.json";

    /**
     * Writes both files; makes the folder if there is none. Whoever looks sees a file as it was before or whole, never
     * a part of it.
     *
     * @throws IOException if the folder cannot be written to; files from before are then still there
     */
    public static ReportFiles write(Report report, Path folder) throws IOException {
        Files.createDirectories(folder);
        ReportFiles files = new ReportFiles(folder.resolve(PAGE), folder.resolve(DATA));
        replace(files.data, ReportJson.of(report));
        replace(files.page, HtmlPage.of(report));
        return files;
    }

    private static void replace(Path file, String text) throws IOException {
        // Not a temporary file of the JDK's: that one only its owner could read, and so would be the report.
        Path whole = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            // Half a character, which a hostile text may hold, becomes a question mark rather than an exception.
            Files.write(whole, text.getBytes(StandardCharsets.UTF_8));
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(whole);
        }
    }
}
