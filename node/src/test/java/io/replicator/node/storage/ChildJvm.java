package io.replicator.node.storage;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** What tests run in a process of its own, since it is to be locked out, traced or killed. */
final class ChildJvm {

    /** Holds a data folder until it is killed. */
    static final String HOLD_FOLDER = "hold-folder";
    /** Starts a journal, writes with and without syncs, and says on standard output how far it has come. */
    static final String JOURNAL = "journal";

    static final int ROUNDS = 20;

    private ChildJvm() {}

    static Process start(String task, Path folder, String... before) throws IOException {
        List<String> command = new ArrayList<>(List.of(before));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ChildJvm.class.getName(),
                task,
                folder.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static void awaitLine(Process process, String line) throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String said = output.readLine(); !line.equals(said); said = output.readLine()) {
            if (said == null) {
                Assertions.fail("the process ended without saying " + line);
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        DataFolder folder = Samples.folder(Path.of(arguments[1]));
        if (arguments[0].equals(HOLD_FOLDER)) {
            say("HELD");
            Thread.currentThread().join();
        }
        journal(folder);
    }

    private static void journal(DataFolder folder) throws Exception {
        Watermarks watermarks = new Watermarks() {
            @Override
            public void journaled(long nowWritten, long nowSynced) {
                say("JOURNALED " + nowWritten + " " + nowSynced);
                super.journaled(nowWritten, nowSynced);
            }
        };
        RocksJournal journal = RocksJournal.open(folder, watermarks);
        say("RECOVERED " + journal.recovered().boot());
        for (int i = 0; i < ROUNDS; i++) {
            long vote = journal.append(Samples.vote(i));
            journal.flush(vote);
            watermarks.awaitSynced(vote);
            long commit = journal.append(Samples.commit(i));
            journal.flush(vote);
            watermarks.awaitWritten(commit);
        }
        // Ends as a crash would: nothing is closed.
        Runtime.getRuntime().halt(0);
    }

    /** One system call, so that a trace shows its place among the others. */
    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
