package io.replicator.simulator.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.fault.FaultKind;
import io.replicator.simulator.network.Delay;
import io.replicator.simulator.network.Topology;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrawTest {

    private static final int SEEDS = 300;

    private static List<Plan> plans(SwarmSettings settings) {
        return LongStream.range(0, SEEDS)
                .mapToObj(seed -> Draw.plan(seed, settings))
                .toList();
    }

    private static Set<String> kinds(List<Plan> plans) {
        return plans.stream()
                .flatMap(plan -> plan.faults().stream())
                .map(Fault::kind)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> named(FaultKind kind) {
        return switch (kind) {
            case MOMENT -> Set.of("crash-at-moment");
            case CLOCK -> Set.of("jump-clock", "skew-clock");
            default -> Set.of(kind.title());
        };
    }

    @ParameterizedTest
    @EnumSource
    void drawsOnlyWhatIsAllowed(FaultKind kind) {
        assertEquals(named(kind), kinds(plans(new SwarmSettings(null, EnumSet.of(kind), 0))));
    }

    @Test
    void drawsEveryKindIfAllAreAllowed() {
        Set<String> all = EnumSet.allOf(FaultKind.class).stream()
                .flatMap(kind -> named(kind).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(all, kinds(plans(SwarmSettings.ANY)));
    }

    @Test
    void drawsNoFaultsIfNoneIsAllowed() {
        assertEquals(Set.of(), kinds(plans(new SwarmSettings(null, Set.of(), 0))));
    }

    @Test
    void aGivenNetworkAndTimeAreThoseOfEverySeed() {
        Topology topology = Topology.of(List.of(3, 5), Delay.LAN, Delay.wan(20_000));
        for (Plan plan : plans(new SwarmSettings(topology, EnumSet.allOf(FaultKind.class), 2_000_000))) {
            assertEquals(topology, plan.topology());
            assertEquals(2_000_000, plan.badMicros());
            assertTrue(plan.steps().stream().allMatch(step -> step.at() < 2_000_000 && step.node() < 8));
            assertTrue(plan.faults().stream().allMatch(fault -> fault.at() < 2_000_000));
        }
    }

    @Test
    void theSameSeedIsTheSamePlan() {
        assertEquals(plans(SwarmSettings.ANY), plans(SwarmSettings.ANY));
        assertEquals(SEEDS, plans(SwarmSettings.ANY).stream().distinct().count());
    }
}
