package io.replicator.client;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.replicator.client.planted.Planted;
import org.junit.jupiter.api.Test;

/** What a program that uses the client has to bring along. */
class ArchitectureTest {

    private static final ArchRule JDK_AND_ONE_JSON_LIBRARY = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "io.replicator.client",
                    "java..",
                    "javax.net..",
                    "com.fasterxml.jackson.jr..",
                    "com.fasterxml.jackson.core..",
                    "org.jspecify.annotations.."))
            .because("the client is to fit into any program");

    @Test
    void needsTheJdkAndOneJsonLibraryOnly() {
        JavaClasses client = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.replicator.client");
        JDK_AND_ONE_JSON_LIBRARY.check(client);
    }

    @Test
    void noticesAnotherLibrary() {
        JavaClasses planted = new ClassFileImporter().importClasses(Planted.class);
        assertThrows(AssertionError.class, () -> JDK_AND_ONE_JSON_LIBRARY.check(planted));
    }
}
