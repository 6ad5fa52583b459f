package io.replicator.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher itself, in a project of its own whose only code is a stand-in for the main class. */
class LauncherTest {

    private static final Path LAUNCHER =
            Path.of("..", "replicator").toAbsolutePath().normalize();
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    /** Runs a command on a terminal of its own. */
    private static final Path TERMINAL = Path.of("/usr/bin/script");

    private static final List<String> TOOLS = List.of(
            "basename",
            "cat",
            "cksum",
            "dirname",
            "env",
            "find",
            "head",
            "mkdir",
            "mv",
            "readlink",
            "nice",
            "rm",
            "sed",
            "sleep",
            "stat",
            "tr",
            "uname");

    @TempDir
    Path folder;

    private Path project;
    private Path tools;

    private record Ran(int exitCode, String out, String err, long pid) {}

    @BeforeEach
    void copyLauncher() throws IOException {
        project = Files.createDirectories(folder.resolve("a project"));
        Files.copy(LAUNCHER, project.resolve("replicator"));
        tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Path found = Stream.of("/usr/bin", "/bin")
                    .map(place -> Path.of(place, tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + tool));
            script(tools.resolve(tool), "exec " + found + " \"$@\"");
        }
    }

    private Ran run(Map<String, String> environment, String... arguments) throws Exception {
        return run(project.resolve("replicator"), environment, arguments);
    }

    /** Runs the launcher with these variables and no others, and no tools but the listed ones. */
    private Ran run(Path launcher, Map<String, String> environment, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of("/bin/bash", launcher.toString()));
        line.addAll(List.of(arguments));
        return start(line, environment);
    }

    private Ran start(List<String> line, Map<String, String> environment) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", tools.toString(), "HOME", folder.toString()));
        builder.environment()
                .putAll(Map.of("REPLICATOR_JDK_PATH", folder.resolve("nowhere").toString()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the launcher hangs: " + Files.readString(out) + Files.readString(err));
        }
        return new Ran(process.exitValue(), Files.readString(out), Files.readString(err), process.pid());
    }

    private static Map<String, String> with(String... namesAndValues) {
        Map<String, String> environment = new HashMap<>(Map.of("REPLICATOR_AOT", "off"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return environment;
    }

    /** A folder that looks like a JDK, whose java says which one it is. */
    private Path fakeJdk(String name, String version, boolean hasReleaseFile) throws IOException {
        Path home = folder.resolve(name);
        script(
                home.resolve("bin/java"),
                "[ \"$1\" = -version ] && { echo 'openjdk version \"" + version + "\"' >&2; exit; }\n" + "echo \""
                        + name + "\"; printf '<%s>\\n' \"$@\"");
        if (hasReleaseFile) {
            Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        }
        return home;
    }

    private static void script(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Compiles the node's main class, that prints this word and its arguments, and puts it where the build would. */
    private Path build(String word) throws IOException {
        return build("node", "io.replicator.node.app", word);
    }

    private Path buildSimulator(String word) throws IOException {
        return build("simulator", "io.replicator.simulator.cli", word);
    }

    private Path build(String module, String packageName, String word) throws IOException {
        Path source = folder.resolve("Main.java");
        Files.writeString(source, """
                package %s;
                public final class Main {
                    public static void main(String[] arguments) throws Exception {
                        System.out.println("%s " + ProcessHandle.current().pid());
                        if (arguments.length > 1 && arguments[1].equals("hoard")) {
                            hoard();
                        }
                        if (arguments.length > 0 && arguments[0].equals("node")) {
                            System.out.println("HTTP: http://127.0.0.1:1");
                            System.out.println("  /ip4/127.0.0.1/tcp/1/p2p/12D3Koo");
                            Thread.sleep(60_000);
                        }
                    }

                    private static void hoard() {
                        java.util.List<byte[]> hoard = new java.util.ArrayList<>();
                        while (true) {
                            hoard.add(new byte[1 << 20]);
                        }
                    }
                }
                """.formatted(packageName, word));
        int failed =
                ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", folder.toString(), source.toString());
        assertEquals(0, failed);
        Path jar = Files.createDirectories(project.resolve(module).resolve("target"))
                .resolve("replicator-" + module + "-1.jar");
        String classFile = packageName.replace('.', '/') + "/Main.class";
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.setLevel(Deflater.NO_COMPRESSION); // So that words of the same length make jars of the same size.
            out.putNextEntry(new ZipEntry(classFile));
            out.write(Files.readAllBytes(folder.resolve(classFile)));
        }
        Files.setLastModifiedTime(jar, LONG_AGO);
        return jar;
    }

    private static String thisJdk() {
        return System.getProperty("java.home");
    }

    @Test
    void takesTheJdkOfJavaHome() throws Exception {
        build("x");
        Ran ran = run(with("JAVA_HOME", fakeJdk("jdk-25", "25.0.1", true).toString()), "get", "k");
        assertTrue(ran.out().startsWith("jdk-25\n"), ran.out() + ran.err());
    }

    @Test
    void passesOverAnOldJavaHomeAndTakesTheOneOnThePath() throws Exception {
        build("x");
        Path home = fakeJdk("jdk-26", "26", true);
        Files.createSymbolicLink(tools.resolve("java"), home.resolve("bin/java"));
        Ran ran = run(with("JAVA_HOME", fakeJdk("jdk-17", "17.0.9", true).toString()), "get", "k");
        assertTrue(ran.out().startsWith("jdk-26\n"), ran.out() + ran.err());
    }

    @Test
    void looksThroughTheFoldersAndAsksAJdkWithoutAReleaseFile() throws Exception {
        build("x");
        fakeJdk("jvm/a-21", "21.0.2", true);
        fakeJdk("jvm/b-27", "27-ea", false);
        Ran ran = run(with("REPLICATOR_JDK_PATH", folder.resolve("jvm").toString()), "get", "k");
        assertTrue(ran.out().startsWith("jvm/b-27\n"), ran.out() + ran.err());
    }

    @Test
    void saysWhichJdkToInstallAndWhatItFound() throws Exception {
        build("x");
        Path old = fakeJdk("jvm/old", "21.0.2", true);
        Ran ran = run(with("REPLICATOR_JDK_PATH", folder.resolve("jvm").toString()), "get", "k");
        assertEquals(1, ran.exitCode());
        assertTrue(ran.err().startsWith("replicator: needs Java 25 or later, and found"), ran.err());
        assertTrue(ran.err().contains(old + " (Java 21)"), ran.err());
        assertTrue(ran.err().contains("https://adoptium.net"), ran.err());
    }

    @Test
    void givesArgumentsOnAsTheyAre() throws Exception {
        build("x");
        Ran ran = run(
                with("JAVA_HOME", fakeJdk("jdk", "25", true).toString(), "REPLICATOR_JAVA_OPTS", "-Da=b -Xmx64m"),
                "put",
                "a key",
                "*",
                "",
                "$HOME");
        assertTrue(ran.out().endsWith("<io.replicator.node.app.Main>\n<put>\n<a key>\n<*>\n<>\n<$HOME>\n"), ran.out());
        assertTrue(ran.out().contains("<-Da=b>\n<-Xmx64m>\n<-cp>"), ran.out());
        assertTrue(ran.out().contains("<-XX:TieredStopAtLevel=1>"), ran.out());
    }

    @Test
    void givesNodesAHeapAndClientCommandsAFastCompiler() throws Exception {
        build("x");
        String home = fakeJdk("jdk", "25", true).toString();
        for (String[] node : List.of(
                new String[] {"-cid", "A"}, new String[] {"node", "-cid", "A"}, new String[] {"--verbose", "-cid", "A"
                })) {
            Ran ran = run(with("JAVA_HOME", home), node);
            assertFalse(ran.out().contains("TieredStopAtLevel"), ran.out());
            assertTrue(ran.out().contains("<-Xmx256m>"), ran.out());
        }
        for (String[] client : List.of(
                new String[] {"get", "k"},
                new String[] {"--help"},
                new String[] {"--verbose", "keys"},
                new String[] {})) {
            assertTrue(run(with("JAVA_HOME", home), client).out().contains("TieredStopAtLevel"));
        }
    }

    /** 3 would mean that no peer to join was reached; whoever supervises a node is to start it again after this. */
    @Test
    void nodesThatAreOutOfMemoryFailAndSaySo() throws Exception {
        build("x");
        Ran ran = run(with("JAVA_HOME", thisJdk(), "REPLICATOR_JAVA_OPTS", "-Xms8m -Xmn4m -Xmx16m"), "node", "hoard");
        assertEquals(1, ran.exitCode(), ran.out() + ran.err());
        assertTrue(ran.out().contains("Aborting due to java.lang.OutOfMemoryError: Java heap space"), ran.out());
    }

    @Test
    void worksThroughSymbolicLinks() throws Exception {
        build("x");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a project/replicator"));
        Path second = Files.createSymbolicLink(tools.resolve("replicator"), link);
        Ran ran = run(second, with("JAVA_HOME", thisJdk()), "get", "k");
        assertEquals(0, ran.exitCode(), ran.err());
        assertTrue(ran.out().startsWith("x "), ran.out());
    }

    @Test
    void becomesTheJavaProcess() throws Exception {
        build("x");
        Ran ran = run(with("JAVA_HOME", thisJdk()), "get", "k");
        assertEquals("x " + ran.pid() + "\n", ran.out(), ran.err());
        assertEquals("", ran.err());
    }

    @Test
    void buildsOnceIfNothingIsBuilt() throws Exception {
        Path ready = build("built");
        Path aside = Files.move(ready, folder.resolve("aside.jar"));
        script(
                tools.resolve("mvn"),
                "echo \"$JAVA_HOME: $*\" >> '" + folder.resolve("mvn.log") + "'\n/bin/cp '" + aside + "' '" + ready
                        + "'");
        for (int i = 0; i < 2; i++) {
            Ran ran = run(with("JAVA_HOME", thisJdk()), "get", "k");
            assertTrue(ran.out().startsWith("built "), ran.out() + ran.err());
            assertEquals(i == 0, ran.err().contains("building once"), ran.err());
        }
        List<String> builds = Files.readAllLines(folder.resolve("mvn.log"));
        assertEquals(1, builds.size());
        assertTrue(builds.getFirst().startsWith(thisJdk() + ": -q -B -Dmaven.test.skip=true"), builds.getFirst());
        assertTrue(builds.getFirst().endsWith("-pl simulator -am package"), builds.getFirst());
    }

    @Test
    void buildsTheSimulatorWhenItAloneIsMissing() throws Exception {
        build("node");
        Path ready = buildSimulator("simulator");
        Path aside = Files.move(ready, folder.resolve("aside.jar"));
        script(tools.resolve("mvn"), "/bin/cp '" + aside + "' '" + ready + "'");
        Map<String, String> environment = with("JAVA_HOME", thisJdk());
        for (String command : List.of("get", "--help", "nonsense")) {
            Ran ran = run(environment, command);
            assertTrue(ran.out().startsWith("node "), ran.out() + ran.err());
            assertEquals("", ran.err(), "nothing is built for " + command);
        }
        for (String command : List.of("load", "simulate")) {
            Ran ran = run(environment, command, "--help");
            assertTrue(ran.out().startsWith("simulator "), ran.out() + ran.err());
            assertEquals(command.equals("load"), ran.err().contains("building once"), ran.err());
        }
    }

    @Test
    void commandsOfTheNodeRunFromItsOwnJarAndAllOthersFromTheSimulators() throws Exception {
        build("node");
        buildSimulator("simulator");
        Map<String, String> environment = with("JAVA_HOME", thisJdk());
        for (String[] line : List.of(
                new String[] {"put", "k", "v"},
                new String[] {"get", "--help"},
                new String[] {"--verbose", "clusters"},
                new String[] {"demo"},
                new String[] {"--version"})) {
            assertTrue(run(environment, line).out().startsWith("node "), String.join(" ", line));
        }
        for (String[] line : List.of(
                new String[] {},
                new String[] {"--help"},
                new String[] {"completion"},
                new String[] {"moan"},
                new String[] {"simulate"},
                new String[] {"--verbose", "load"})) {
            assertTrue(run(environment, line).out().startsWith("simulator "), String.join(" ", line));
        }
    }

    @Test
    void givesTheSimulatorACollectorForManyCoresAndTheLoadAHeapForNodes() throws Exception {
        buildSimulator("x");
        Map<String, String> environment =
                Map.of("JAVA_HOME", fakeJdk("jdk", "25", true).toString());
        String simulate = run(environment, "simulate").out();
        assertTrue(simulate.contains("<-XX:+UseParallelGC>"), simulate);
        String load = run(environment, "load", "--rate", "5").out();
        assertTrue(load.contains("<-XX:MaxRAMPercentage=50>"), load);
        assertTrue(load.endsWith("<io.replicator.simulator.cli.Main>\n<load>\n<--rate>\n<5>\n"), load);
        for (String ran : List.of(simulate, load)) {
            assertFalse(ran.contains("AOT"), ran);
            assertFalse(ran.contains("-Xmx"), ran);
            assertFalse(ran.contains("SerialGC"), ran);
            assertTrue(ran.contains("<--enable-native-access=ALL-UNNAMED>"), ran);
        }
    }

    @Test
    void saysThatItNeedsMavenToBuild() throws Exception {
        Ran ran = run(with("JAVA_HOME", thisJdk()), "get", "k");
        assertEquals(1, ran.exitCode());
        assertTrue(ran.err().contains("install Maven"), ran.err());
    }

    @Test
    void saysHowToSeeWhyTheBuildFailed() throws Exception {
        script(tools.resolve("mvn"), "echo broken; exit 1");
        Ran ran = run(with("JAVA_HOME", thisJdk()), "get", "k");
        assertEquals(1, ran.exitCode());
        assertTrue(ran.err().contains("broken\nreplicator: the build failed"), ran.err());
    }

    /** Maven leaves a jar as it is in which nothing has changed, and so would have the hint come for ever. */
    @Test
    void saysThatTheBuildIsOldUntilMavenHasPackagedAgain() throws Exception {
        assumeTrue(Files.isExecutable(TERMINAL), "SKIPPED: without " + TERMINAL + " nothing shows what a person sees");
        build("x");
        Path pom = Files.writeString(project.resolve("pom.xml"), "");
        assertTrue(onTerminal("node", "-cid", "A").contains("the build is older than pom.xml"));

        Path packaged =
                Files.createDirectories(project.resolve("node/target/antrun")).resolve("build-main.xml");
        Files.writeString(packaged, "");
        Files.setLastModifiedTime(pom, hoursAfterTheJar(1));
        Files.setLastModifiedTime(packaged, hoursAfterTheJar(2));
        assertFalse(onTerminal("node", "-cid", "A").contains("the build is older"));

        Path source =
                Files.createDirectories(project.resolve("engine/src/main")).resolve("Some.java");
        Files.writeString(source, "");
        assertTrue(onTerminal("node", "-cid", "A").contains("the build is older than engine/src/main/Some.java"));
    }

    private static FileTime hoursAfterTheJar(int hours) {
        return FileTime.from(LONG_AGO.toInstant().plus(Duration.ofHours(hours)));
    }

    /** What the launcher prints where its output is a terminal. */
    private String onTerminal(String... arguments) throws Exception {
        Path typed = folder.resolve("typed");
        script(typed, "exec /bin/bash '" + project.resolve("replicator") + "' " + String.join(" ", arguments));
        Ran ran = start(
                List.of(TERMINAL.toString(), "-qec", typed.toString(), "/dev/null"),
                with("JAVA_HOME", fakeJdk("jdk", "25", true).toString()));
        assertTrue(ran.out().contains("<io.replicator.node.app.Main>"), ran.out() + ran.err());
        return ran.out();
    }

    /** The JVM itself would run the old code: the cache's name has to follow the content of the jar. */
    @Test
    void runsNewCodeAfterARebuildInSpiteOfTheCache() throws Exception {
        Path jar = build("one");
        long size = Files.size(jar);
        Map<String, String> environment = Map.of("JAVA_HOME", thisJdk());
        Ran trained = run(environment, "aot-cache");
        assertEquals(0, trained.exitCode(), trained.err());
        List<Path> caches = caches();
        assertEquals(2, caches.size(), caches.toString());
        Ran first = run(environment, "get", "k");
        assertTrue(first.out().startsWith("one "), first.out() + first.err());

        build("two");
        assertEquals(size, Files.size(jar));
        assertEquals(LONG_AGO, Files.getLastModifiedTime(jar, LinkOption.NOFOLLOW_LINKS));
        Ran second = run(environment, "get", "k");
        assertTrue(second.out().startsWith("two "), second.out() + second.err());
        assertEquals("", second.err());
    }

    @Test
    void startsWithoutAWordWhenTheCacheIsBad() throws Exception {
        build("x");
        Map<String, String> environment = Map.of("JAVA_HOME", thisJdk());
        assertEquals(0, run(environment, "aot-cache").exitCode());
        for (Path cache : caches()) {
            Files.write(cache, "not a cache".repeat(1000).getBytes(StandardCharsets.UTF_8));
        }
        Ran ran = run(environment, "get", "k");
        assertTrue(ran.out().startsWith("x "), ran.out() + ran.err());
        assertEquals("", ran.err());
    }

    private List<Path> caches() throws IOException {
        try (Stream<Path> files = Files.list(project.resolve("node/target/aot"))) {
            return files.filter(f -> f.toString().endsWith(".aot")).toList();
        }
    }
}
