package io.replicator.chaos;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.replicator.chaos.planted.scenario.Prying;
import io.replicator.chaos.planted.scenario.Ring;
import org.junit.jupiter.api.Test;

/** Which package may know what; each rule with a planted violation. */
class ArchitectureTest {

    private static final String ROOT = "io.replicator.chaos";
    private static final String PLANTED = ROOT + ".planted";

    private static final JavaClasses CHAOS =
            new ClassFileImporter().importPackages(ROOT + ".scenario", ROOT + ".image");

    /** Whoever judges nodes by what clients see must see no more than that. */
    @Test
    void nodesAreDrivenOverHttpOnly() {
        ArchRule rule = knowsNothingOf("io.replicator.node..", "io.replicator.engine..", "io.replicator.libp2p..");
        rule.check(CHAOS);
        assertNoticed(rule, Prying.IntoNode.class);
        assertNoticed(rule, Prying.IntoEngine.class);
        assertNoticed(rule, Prying.IntoLibp2p.class);
    }

    /** Of the simulator, what is real: virtual worlds have faults and networks of their own. */
    @Test
    void virtualWorldsAreNotReused() {
        ArchRule rule = knowsNothingOf(
                "io.replicator.simulator.world..",
                "io.replicator.simulator.swarm..",
                "io.replicator.simulator.fault..",
                "io.replicator.simulator.network..",
                "io.replicator.simulator.disk..");
        rule.check(CHAOS);
        assertNoticed(rule, Prying.IntoWorlds.class);
    }

    @Test
    void linksAreSpoiledByFaultsOnly() {
        ArchRule rule = knowsNothingOf("eu.rekawek.toxiproxy..");
        rule.check(CHAOS);
        assertNoticed(rule, Prying.IntoProxies.class);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CHAOS);
        assertNoticed(
                slices().matching(PLANTED + ".(*)..").should().beFreeOfCycles(),
                Ring.class,
                io.replicator.chaos.planted.image.Ring.class);
    }

    private static ArchRule knowsNothingOf(String... packages) {
        return noClasses().should().dependOnClassesThat().resideInAnyPackage(packages);
    }

    private static void assertNoticed(ArchRule rule, Class<?>... planted) {
        JavaClasses violating = new ClassFileImporter().importClasses(planted);
        assertThrows(AssertionError.class, () -> rule.check(violating), rule::getDescription);
    }
}
