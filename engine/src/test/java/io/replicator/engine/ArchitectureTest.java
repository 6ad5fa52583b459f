package io.replicator.engine;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules of the house for this module, each with a planted violation that shows that it can fail. */
class ArchitectureTest {

    private static final String ROOT = "io.replicator.engine";
    private static final String PLANTED = ROOT + ".planted";

    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** The packages, each with those that it may depend on. */
    private static final Map<String, List<String>> DIRECTIONS = new LinkedHashMap<>();

    static {
        DIRECTIONS.put("model", List.of());
        DIRECTIONS.put("message", List.of("model"));
        DIRECTIONS.put("outcome", List.of("model", "message"));
        DIRECTIONS.put("port", List.of("model", "message"));
        DIRECTIONS.put("quorum", List.of("model", "message"));
        DIRECTIONS.put("acceptor", List.of("model", "message"));
        DIRECTIONS.put("membership", List.of("model", "message", "outcome", "port", "quorum", "acceptor"));
        DIRECTIONS.put("coordinator", List.of("model", "message", "outcome", "port", "quorum", "acceptor"));
        DIRECTIONS.put(
                "driver",
                List.of("model", "message", "outcome", "port", "quorum", "acceptor", "membership", "coordinator"));
    }

    private static final ArchRule JDK_AND_ITSELF_ONLY = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java.lang..",
                    "java.nio..",
                    "java.security..",
                    "java.util..",
                    "org.jspecify.annotations..",
                    ROOT + ".."))
            .because("the engine is a pure state machine over java.base");

    private static final ArchRule NO_LOGGER = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.util.logging..", "org.slf4j.."))
            .orShould()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "System.Logger", type -> type.getName().startsWith("java.lang.System$Logger")))
            .because("what happens is told to a Probe");

    private static final ArchRule NO_THREADS = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("java.util.concurrent.."))
            .orShould()
            .dependOnClassesThat(named(Thread.class.getName(), ThreadLocal.class.getName()))
            .because("one thread, that is not its own, owns a driver");

    private static final ArchRule NO_CLOCK = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("java.time.."))
            .orShould()
            .accessTargetWhere(calls(System.class, "nanoTime", "currentTimeMillis"))
            .because("time is told from outside");

    private static final ArchRule NO_RANDOMNESS = noClasses()
            .should()
            .dependOnClassesThat(named(
                    "java.util.Random",
                    "java.util.SplittableRandom",
                    "java.security.SecureRandom",
                    "java.util.concurrent.ThreadLocalRandom"))
            .orShould()
            .dependOnClassesThat(resideInAPackage("java.util.random.."))
            .orShould()
            .accessTargetWhere(calls(Math.class, "random"))
            .orShould()
            .accessTargetWhere(calls(java.util.UUID.class, "randomUUID"))
            .orShould()
            .accessTargetWhere(calls(System.class, "identityHashCode"))
            .because("random numbers come from a RandomSource, so that a seed repeats a run");

    private static ArchRule noCycles(String root) {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }

    private static ArchRule direction(String root, String name, List<String> allowed) {
        String[] others = DIRECTIONS.keySet().stream()
                .filter(other -> !other.equals(name) && !allowed.contains(other))
                .map(other -> root + "." + other + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(root + "." + name + "..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(others))
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

    private static void assertFailsOn(ArchRule rule, Class<?>... planted) {
        JavaClasses violating = new ClassFileImporter().importClasses(planted);
        assertThrows(AssertionError.class, () -> rule.check(violating), rule::getDescription);
    }

    @Test
    void everyPackageHasItsPlace() {
        for (JavaClass type : ENGINE) {
            assertTrue(
                    DIRECTIONS.keySet().stream()
                            .anyMatch(name -> type.getPackageName().equals(ROOT + "." + name)),
                    "the package of " + type.getName() + " is not ranked");
        }
    }

    @Test
    void dependsOnTheJdkAndItselfOnly() {
        JDK_AND_ITSELF_ONLY.check(ENGINE);
        assertFailsOn(JDK_AND_ITSELF_ONLY, io.replicator.engine.planted.Planted.Foreign.class);
    }

    @Test
    void hasNoLogger() {
        NO_LOGGER.check(ENGINE);
        assertFailsOn(NO_LOGGER, io.replicator.engine.planted.Planted.Logging.class);
        assertFailsOn(NO_LOGGER, io.replicator.engine.planted.Planted.SystemLogging.class);
    }

    @Test
    void hasNoThreads() {
        NO_THREADS.check(ENGINE);
        assertFailsOn(NO_THREADS, io.replicator.engine.planted.Planted.Threading.class);
        assertFailsOn(NO_THREADS, io.replicator.engine.planted.Planted.Concurrent.class);
    }

    @Test
    void hasNoClock() {
        NO_CLOCK.check(ENGINE);
        assertFailsOn(NO_CLOCK, io.replicator.engine.planted.Planted.Nanos.class);
        assertFailsOn(NO_CLOCK, io.replicator.engine.planted.Planted.Millis.class);
        assertFailsOn(NO_CLOCK, io.replicator.engine.planted.Planted.Instants.class);
    }

    @Test
    void hasNoRandomness() {
        NO_RANDOMNESS.check(ENGINE);
        assertFailsOn(NO_RANDOMNESS, io.replicator.engine.planted.Planted.Randoms.class);
        assertFailsOn(NO_RANDOMNESS, io.replicator.engine.planted.Planted.MathRandom.class);
        assertFailsOn(NO_RANDOMNESS, io.replicator.engine.planted.Planted.Uuids.class);
    }

    @Test
    void packagesDependInOneDirection() {
        DIRECTIONS.forEach((name, allowed) -> direction(ROOT, name, allowed).check(ENGINE));
        assertFailsOn(
                direction(PLANTED, "model", List.of()),
                io.replicator.engine.planted.model.Upward.class,
                io.replicator.engine.planted.driver.Above.class);
    }

    @Test
    void packagesHaveNoCycles() {
        noCycles(ROOT).check(ENGINE);
        assertFailsOn(
                noCycles(PLANTED),
                io.replicator.engine.planted.model.Upward.class,
                io.replicator.engine.planted.driver.Above.class);
    }

    @Test
    void onlyTheDriverSendsReplies() {
        ArchRule rule = noClasses()
                .that(not(resideInAPackage(ROOT + ".driver..")))
                .should()
                .dependOnClassesThat(named(ROOT + ".port.Transport"))
                .because("a reply leaves through the outbox, once its state is durable");
        rule.check(ENGINE);
        assertFailsOn(rule, io.replicator.engine.planted.Planted.Sending.class);
    }
}
