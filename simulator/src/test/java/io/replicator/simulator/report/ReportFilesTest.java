package io.replicator.simulator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {

    @TempDir
    Path temporary;

    @Test
    void writesBothFilesIntoANewFolder() throws Exception {
        Path folder = temporary.resolve("a/b");
        ReportFiles files = ReportFiles.write(Samples.calm(), folder);

        assertEquals(HtmlPage.of(Samples.calm()), Files.readString(files.page()));
        assertEquals(ReportJson.of(Samples.calm()), Files.readString(files.data()));
        assertEquals(Set.of("report.html", "report.json"), names(folder));
    }

    @Test
    void replacesAnOlderReport() throws Exception {
        ReportFiles.write(Samples.calm(), temporary);
        ReportFiles.write(Samples.empty(), temporary);

        assertTrue(Files.readString(temporary.resolve(ReportFiles.PAGE)).contains("Nothing was run"));
        assertEquals(Set.of("report.html", "report.json"), names(temporary));
    }

    @Test
    void writesWhatIsNoUnicode() throws Exception {
        ReportFiles.write(Samples.hostile(), temporary);

        assertEquals(Set.of("report.html", "report.json"), names(temporary));
    }

    private static Set<String> names(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
