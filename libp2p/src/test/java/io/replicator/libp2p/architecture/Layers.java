package io.replicator.libp2p.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which package may use which, as rules for the tree under a root package: the real one, or one with planted
 * violations.
 */
final class Layers {

    /** What each package may use besides itself and other libraries. */
    private static final Map<String, List<String>> ALLOWED = Map.ofEntries(
            Map.entry("multiformats", List.of()),
            Map.entry("crypto", List.of("multiformats")),
            Map.entry("record", List.of("crypto", "multiformats")),
            Map.entry("host", List.of("record", "crypto", "multiformats")),
            Map.entry("multistream", List.of("multiformats")),
            Map.entry("noise", List.of("crypto", "multiformats")),
            Map.entry("tls", List.of("crypto", "multiformats")),
            Map.entry("pnet", List.of()),
            Map.entry("yamux", List.of()),
            Map.entry("tcp", List.of("host", "multistream", "noise", "tls", "pnet", "yamux", "crypto", "multiformats")),
            Map.entry("identify", List.of("host", "record", "crypto", "multiformats")),
            Map.entry("ping", List.of("host", "multiformats")),
            Map.entry("kad", List.of("host", "record", "crypto", "multiformats")),
            Map.entry("discovery", List.of("kad", "host", "multiformats")));

    /** The packages that know of channels and event loops; all others see byte buffers at most. */
    private static final List<String> ON_CHANNELS = List.of("multistream", "noise", "tls", "pnet", "yamux", "tcp");

    private final String root;

    Layers(String root) {
        this.root = root;
    }

    Stream<ArchRule> dependencies() {
        return ALLOWED.keySet().stream().sorted().map(this::dependenciesOf);
    }

    ArchRule dependenciesOf(String name) {
        String[] allowed = Stream.concat(Stream.of(name), ALLOWED.getOrDefault(name, List.of()).stream())
                .map(this::tree)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(tree(name))
                .should()
                .dependOnClassesThat(resideInAPackage(root + "..").and(not(resideInAnyPackage(allowed))))
                .allowEmptyShould(true);
    }

    ArchRule noCycles() {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }

    ArchRule channelsStayInside() {
        String[] onChannels = ON_CHANNELS.stream().map(this::tree).toArray(String[]::new);
        return noClasses()
                .that(not(resideInAnyPackage(onChannels)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.channel..", "io.netty.bootstrap..", "io.netty.handler..");
    }

    /** A package that is not listed above would be free of all rules. */
    ArchRule everyPackageIsListed() {
        String[] listed = Stream.concat(ALLOWED.keySet().stream().map(this::tree), Stream.of(root))
                .toArray(String[]::new);
        return classes().that().resideInAPackage(root + "..").should().resideInAnyPackage(listed);
    }

    private String tree(String name) {
        return root + "." + name + "..";
    }
}
