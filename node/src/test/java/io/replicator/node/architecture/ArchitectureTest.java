package io.replicator.node.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.replicator.node.architecture.planted.app.Composed;
import io.replicator.node.architecture.planted.cli.Asking;
import io.replicator.node.architecture.planted.config.Misplaced;
import io.replicator.node.architecture.planted.replica.Served;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which package may know which library and which other package; each rule with a planted violation. */
class ArchitectureTest {

    private static final String ROOT = "io.replicator.node";
    private static final String PLANTED = ROOT + ".architecture.planted";

    private static final JavaClasses NODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void httpStaysInItsPackage() {
        String[] libraries = {"io.javalin..", "org.eclipse.jetty..", "jakarta.servlet.."};
        only(ROOT, List.of("http"), libraries).check(NODE);
        assertNoticed(only(PLANTED, List.of("http"), libraries), Misplaced.Javalin.class);
        assertNoticed(only(PLANTED, List.of("http"), libraries), Misplaced.Jetty.class);
    }

    @Test
    void theCommandLineLibraryStaysInItsPackage() {
        only(ROOT, List.of("cli"), "picocli..").check(NODE);
        assertNoticed(only(PLANTED, List.of("cli"), "picocli.."), Misplaced.Picocli.class);
    }

    @Test
    void theStoreStaysInItsPackage() {
        only(ROOT, List.of("storage"), "org.rocksdb..").check(NODE);
        assertNoticed(only(PLANTED, List.of("storage"), "org.rocksdb.."), Misplaced.Rocks.class);
    }

    @Test
    void libp2pIsKnownWhereTheNetworkIs() {
        List<String> packages = List.of("transport", "discovery", "app");
        only(ROOT, packages, "io.replicator.libp2p..").check(NODE);
        assertNoticed(only(PLANTED, packages, "io.replicator.libp2p.."), Misplaced.Libp2p.class);
    }

    @Test
    void metricsLibrariesStayInTheirPackage() {
        String[] libraries = {"io.micrometer..", "io.prometheus.."};
        only(ROOT, List.of("metrics"), libraries).check(NODE);
        assertNoticed(only(PLANTED, List.of("metrics"), libraries), Misplaced.Metrics.class);
    }

    @Test
    void nobodyKnowsTheCompositionRoot() {
        only(ROOT, List.of("app"), ROOT + ".app..").check(NODE);
        assertNoticed(only(PLANTED, List.of("app"), PLANTED + ".app.."), Misplaced.Knowing.class, Composed.class);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(NODE);
        assertNoticed(slices().matching(PLANTED + ".(*)..").should().beFreeOfCycles(), Asking.class, Served.class);
    }

    /** Client commands are to be fast, and a node is asked over HTTP alone. */
    @Test
    void commandsDoNotReachIntoTheNode() {
        commandsStayOutside(ROOT).check(NODE);
        assertNoticed(commandsStayOutside(PLANTED), Asking.class, Served.class);
    }

    /** Clocks of machines jump; deadlines and intervals are told by {@link System#nanoTime} alone. */
    @Test
    void nothingIsDecidedByTheWallClock() {
        noWallClock().check(NODE);
        assertNoticed(noWallClock(), Misplaced.WallClock.class);
        assertNoticed(noWallClock(), Misplaced.WallClockInstant.class);
    }

    private static ArchRule only(String root, List<String> packages, String... libraries) {
        String[] allowed =
                packages.stream().map(name -> root + "." + name + "..").toArray(String[]::new);
        return noClasses()
                .that(not(resideInAnyPackage(allowed)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(libraries));
    }

    private static ArchRule commandsStayOutside(String root) {
        String[] inside = Arrays.stream(
                        new String[] {"replica", "storage", "transport", "http", "wire", "discovery", "metrics"})
                .map(name -> root + "." + name + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(root + ".cli..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(inside));
    }

    private static ArchRule noWallClock() {
        Set<String> clocks = Set.of(
                "java.lang.System.currentTimeMillis",
                "java.time.Instant.now",
                "java.time.LocalDateTime.now",
                "java.time.ZonedDateTime.now",
                "java.time.OffsetDateTime.now",
                "java.time.InstantSource.system",
                "java.time.Clock.systemUTC",
                "java.time.Clock.systemDefaultZone",
                "java.time.Clock.system",
                "java.util.Date.<init>");
        return noClasses().should().accessTargetWhere(new DescribedPredicate<JavaAccess<?>>("the wall clock is read") {
            @Override
            public boolean test(JavaAccess<?> access) {
                return clocks.contains(access.getTargetOwner().getName() + "."
                        + access.getTarget().getName());
            }
        });
    }

    private static void assertNoticed(ArchRule rule, Class<?>... planted) {
        JavaClasses violating = new ClassFileImporter().importClasses(planted);
        assertThrows(AssertionError.class, () -> rule.check(violating), rule::getDescription);
    }
}
