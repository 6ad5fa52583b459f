package io.replicator.libp2p.architecture;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The layers of this module, and a planted violation for each rule. */
final class ArchitectureTest {

    private static final String ROOT = "io.replicator.libp2p";
    private static final String PLANTED_ROOT = ROOT + ".architecture.planted";

    private static final JavaClasses REAL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
    private static final JavaClasses PLANTED = new ClassFileImporter().importPackages(PLANTED_ROOT);

    private final Layers real = new Layers(ROOT);
    private final Layers planted = new Layers(PLANTED_ROOT);

    @Test
    void packagesUseOnlyWhatIsBelowThem() {
        real.dependencies().forEach(rule -> rule.check(REAL));
    }

    @Test
    void packagesAreFreeOfCycles() {
        real.noCycles().check(REAL);
    }

    @Test
    void channelsStayInTheTransport() {
        real.channelsStayInside().check(REAL);
    }

    @Test
    void everyPackageHasItsRule() {
        real.everyPackageIsListed().check(REAL);
    }

    @Test
    void noticesADependencyUpwards() {
        assertBroken(planted.dependenciesOf("multiformats"));
        assertBroken(planted.dependenciesOf("host"));
    }

    @Test
    void noticesACycle() {
        assertBroken(planted.noCycles());
    }

    @Test
    void noticesAChannelOutsideTheTransport() {
        assertBroken(planted.channelsStayInside());
    }

    @Test
    void noticesAPackageWithoutRule() {
        assertBroken(new Layers(ROOT).everyPackageIsListed());
    }

    private static void assertBroken(ArchRule rule) {
        assertThrows(AssertionError.class, () -> rule.check(PLANTED));
    }
}
