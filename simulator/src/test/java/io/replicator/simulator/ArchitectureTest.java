package io.replicator.simulator;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.replicator.simulator.planted.disk.Circle;
import io.replicator.simulator.planted.history.Knowing;
import io.replicator.simulator.planted.load.Contained;
import io.replicator.simulator.planted.report.Measuring;
import io.replicator.simulator.planted.workload.Circular;
import io.replicator.simulator.planted.world.Impure;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may know what; each rule with a planted violation. */
class ArchitectureTest {

    private static final String ROOT = "io.replicator.simulator";
    private static final String PLANTED = ROOT + ".planted";

    /** Those that work in virtual time: a seed repeats what they do, byte for byte. */
    private static final List<String> VIRTUAL =
            List.of("random", "world", "network", "disk", "fault", "workload", "invariant", "swarm");

    private static final JavaClasses SIMULATOR = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** Whoever judges must not know how it came about. */
    @Test
    void historyAndReportKnowTheJdkAndThemselvesOnly() {
        onlyKnow(ROOT, List.of("history"), "java..").check(SIMULATOR);
        assertNoticed(onlyKnow(PLANTED, List.of("history"), "java.."), Knowing.class);
        String[] jdkAndJson = {"java..", "com.fasterxml.jackson.jr..", "com.fasterxml.jackson.core.."};
        onlyKnow(ROOT, List.of("report"), jdkAndJson).check(SIMULATOR);
        assertNoticed(onlyKnow(PLANTED, List.of("report"), jdkAndJson), Measuring.class);
    }

    @Test
    void virtualWorldsKnowTheEngineAndEachOtherOnly() {
        virtualKnow(ROOT).check(SIMULATOR);
        assertNoticed(virtualKnow(PLANTED), Impure.OfNode.class);
        assertNoticed(virtualKnow(PLANTED), Impure.OfClient.class);
        assertNoticed(virtualKnow(PLANTED), Impure.OfCommandLine.class);
    }

    @Test
    void realNodesAreKnownToTheLoadTheContainersAndTheCommandsOnly() {
        String[] real = {"io.replicator.node..", "io.replicator.client..", "io.replicator.libp2p.."};
        List<String> allowed = List.of("load", "containers", "cli");
        noneBut(ROOT, allowed, real).check(SIMULATOR);
        assertNoticed(noneBut(PLANTED, allowed, real), Impure.OfNode.class);
        assertNoticed(noneBut(PLANTED, allowed, real), Impure.OfClient.class);
    }

    /** Whoever loads nodes need not know where they run, nor what is done to them. */
    @Test
    void theLoadKnowsNoContainers() {
        knowNothingOf(ROOT, "load", "containers", "nemesis").check(SIMULATOR);
        assertNoticed(knowNothingOf(PLANTED, "load", "containers", "nemesis"), Contained.class);
    }

    @Test
    void theCommandLineLibraryStaysInItsPackage() {
        noneBut(ROOT, List.of("cli"), "picocli..").check(SIMULATOR);
        assertNoticed(noneBut(PLANTED, List.of("cli"), "picocli.."), Impure.OfCommandLine.class);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(SIMULATOR);
        assertNoticed(slices().matching(PLANTED + ".(*)..").should().beFreeOfCycles(), Circle.class, Circular.class);
    }

    /** One world has one thread; the swarm runs worlds on all of them. */
    @Test
    void threadsAreWhereManyThingsRunAtOnce() {
        List<String> allowed = List.of("swarm", "load", "history", "containers", "nemesis", "cli");
        noThreadsBut(ROOT, allowed).check(SIMULATOR);
        assertNoticed(noThreadsBut(PLANTED, allowed), Impure.OfExecutor.class);
        assertNoticed(noThreadsBut(PLANTED, allowed), Impure.OfThread.class);
    }

    @Test
    void clocksAreWhereRealTimePasses() {
        List<String> allowed = List.of("swarm", "load", "containers", "nemesis", "cli");
        noClockBut(ROOT, allowed).check(SIMULATOR);
        assertNoticed(noClockBut(PLANTED, allowed), Impure.OfNanos.class);
        assertNoticed(noClockBut(PLANTED, allowed), Impure.OfTime.class);
    }

    @Test
    void virtualWorldsDrawFromTheirOwnStreams() {
        noRandomness(ROOT).check(SIMULATOR);
        assertNoticed(noRandomness(PLANTED), Impure.OfRandom.class);
        assertNoticed(noRandomness(PLANTED), Impure.OfMath.class);
        assertNoticed(noRandomness(PLANTED), Impure.OfUuid.class);
    }

    private static String[] packages(String root, List<String> names) {
        return names.stream().map(name -> root + "." + name + "..").toArray(String[]::new);
    }

    private static ArchRule onlyKnow(String root, List<String> names, String... others) {
        String[] known = Stream.of(packages(root, names), others, new String[] {"org.jspecify.annotations.."})
                .flatMap(Stream::of)
                .toArray(String[]::new);
        return classes()
                .that(resideInAnyPackage(packages(root, names)))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(known))
                .allowEmptyShould(true);
    }

    private static ArchRule virtualKnow(String root) {
        String[] others = Stream.of(
                        new String[] {"java..", "io.replicator.engine..", "org.HdrHistogram.."},
                        packages(root, List.of("history", "report")))
                .flatMap(Stream::of)
                .toArray(String[]::new);
        return onlyKnow(root, VIRTUAL, others);
    }

    private static ArchRule noneBut(String root, List<String> names, String... libraries) {
        return noClasses()
                .that(not(resideInAnyPackage(packages(root, names))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(libraries));
    }

    private static ArchRule knowNothingOf(String root, String name, String... others) {
        return noClasses()
                .that(resideInAnyPackage(packages(root, List.of(name))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(packages(ROOT, List.of(others))))
                .allowEmptyShould(true);
    }

    private static ArchRule noThreadsBut(String root, List<String> names) {
        return noClasses()
                .that(not(resideInAnyPackage(packages(root, names))))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.util.concurrent.."))
                .orShould()
                .dependOnClassesThat(named(Thread.class.getName(), ThreadLocal.class.getName()));
    }

    private static ArchRule noClockBut(String root, List<String> names) {
        return noClasses()
                .that(not(resideInAnyPackage(packages(root, names))))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.time.."))
                .orShould()
                .accessTargetWhere(calls(System.class, "nanoTime", "currentTimeMillis"));
    }

    private static ArchRule noRandomness(String root) {
        return noClasses()
                .that(resideInAnyPackage(packages(root, VIRTUAL)))
                .should()
                .dependOnClassesThat(named(
                        "java.util.Random",
                        "java.util.SplittableRandom",
                        "java.security.SecureRandom",
                        "java.util.concurrent.ThreadLocalRandom"))
                .orShould()
                .dependOnClassesThat(resideInAnyPackage("java.util.random.."))
                .orShould()
                .accessTargetWhere(calls(Math.class, "random"))
                .orShould()
                .accessTargetWhere(calls(UUID.class, "randomUUID"))
                .orShould()
                .accessTargetWhere(calls(System.class, "identityHashCode"))
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        Set<String> all = Set.of(names);
        return DescribedPredicate.describe("is one of " + all, type -> all.contains(type.getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> calls(Class<?> owner, String... methods) {
        Set<String> all = Set.of(methods);
        return DescribedPredicate.describe(
                "calls " + owner.getSimpleName() + "." + all,
                access -> access.getTargetOwner().isEquivalentTo(owner)
                        && all.contains(access.getTarget().getName()));
    }

    private static void assertNoticed(ArchRule rule, Class<?>... planted) {
        JavaClasses violating = new ClassFileImporter().importClasses(planted);
        assertThrows(AssertionError.class, () -> rule.check(violating), rule::getDescription);
    }
}
