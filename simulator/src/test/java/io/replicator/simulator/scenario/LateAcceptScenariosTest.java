package io.replicator.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.message.Message;
import io.replicator.engine.message.Message.Ask;
import io.replicator.engine.message.Message.Commit;
import io.replicator.engine.message.Request;
import io.replicator.simulator.scenario.Scenario.Sent;
import io.replicator.simulator.world.SimNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What promises are kept for. */
class LateAcceptScenariosTest {

    private static boolean isPreparation(Message message) {
        return message instanceof Ask ask
                && !(ask.request() instanceof Request.Propose)
                && !(ask.request() instanceof Request.Accept);
    }

    private static boolean isAccept(Message message) {
        return message instanceof Ask ask && ask.request() instanceof Request.Accept;
    }

    /**
     * A forgotten promise does harm in one order of events only, which random runs hardly meet:
     *
     * <ol>
     *   <li>A coordinator has the promises of both others, and its Accept is late.
     *   <li>Both others crash, forget their promise, and confirm another proposal.
     *   <li>The Accept arrives at one of them, which takes it.
     * </ol>
     *
     * Here they do not forget it.
     */
    @Test
    void lateAcceptAfterACrashOfBothOthersDoesNoHarm() {
        assertDoesNotThrow(LateAcceptScenariosTest::lateAcceptAfterACrashOfBothOthers);
    }

    private static void lateAcceptAfterACrashOfBothOthers() {
        Scenario world = Scenario.running(3, 3);
        SimNode late = world.node(2);
        world.filter(sent -> sent.from() != late || isPreparation(sent.message()));
        List<Sent> sent = world.record();
        world.retry(late, "key", "late", "late");
        assertTrue(world.runUntil(
                () -> sent.stream().anyMatch(message -> isAccept(message.message())), Scenario.SECOND));
        // What the late one hears from now on would stop it.
        world.block((from, to) -> to == late);
        world.filter(message -> message.from() != late && !(message.message() instanceof Commit));
        for (int other = 0; other < 2; other++) {
            world.node(other).crash();
            world.node(other).start();
        }
        world.run(Scenario.SECOND / 100);
        world.retry(world.node(0), "key", "early", "early");
        world.run(Scenario.SECOND / 5);
        world.heal();
        int[] arriving = {0};
        world.filter(message -> {
            arriving[0] += message.from() == late && isAccept(message.message()) ? 1 : 0;
            return message.from() != world.node(0) && !(message.message() instanceof Commit);
        });
        world.run(5 * Scenario.SECOND);
        assertTrue(arriving[0] > 0, "the late Accept comes");
        assertEquals(1, world.winners().size());
    }
}
