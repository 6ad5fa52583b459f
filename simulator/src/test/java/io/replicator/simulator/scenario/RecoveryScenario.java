package io.replicator.simulator.scenario;

import io.replicator.engine.message.Message;
import io.replicator.engine.message.Message.Answer;
import io.replicator.engine.message.Message.Ask;
import io.replicator.engine.message.Message.Commit;
import io.replicator.engine.message.Message.Digest;
import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Request;
import io.replicator.simulator.invariant.Property;
import io.replicator.simulator.scenario.Scenario.Sent;
import io.replicator.simulator.world.Broken;
import io.replicator.simulator.world.ClientStore;
import io.replicator.simulator.world.SimNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Recoveries that once got in each other's way: each course of events keeps all promises now. */
public enum RecoveryScenario {

    /**
     * One coordinator confirms at ballot 1, while another one recovers at ballot 2. The third voter lost its disk, and
     * nobody tells the first one of the outcome. Once it is refused, it must not wait for the third.
     */
    REFUSED_CONFIRMATION {
        @Override
        void play() {
            Scenario world = Scenario.running(5, 3);
            SimNode confirming = world.node(0);
            SimNode recovering = world.node(1);
            world.node(2).wipe();
            List<Sent> sent = world.record();
            Predicate<Sent> prepared = past -> past.from() == recovering && asks(past.message(), Request.Prepare.class);
            Predicate<Sent> refused =
                    past -> past.from() == recovering && answers(past.message(), Reply.Rejected.class);
            world.filter(next -> {
                boolean accept = asks(next.message(), Request.Accept.class);
                return !tells(next.message())
                        && (!accept || sent.stream().anyMatch(next.from() == confirming ? prepared : refused));
            });
            ClientStore first = world.retry(confirming, "key", "first", "first");
            world.runUntil(() -> sent.stream().anyMatch(past -> asks(past.message(), Request.Accept.class)), HALF);
            world.retry(recovering, "key", "second", "second");
            world.runUntil(() -> sent.stream().anyMatch(refused), Scenario.SECOND);
            Scenario.mustHold(
                    Property.AVAILABLE,
                    world.runUntil(first::isDone, Scenario.SECOND),
                    "the client of a refused confirmation is not told the outcome");
        }

        /** Whether somebody hears from it by itself that the key has its outcome. */
        private boolean tells(Message message) {
            return message instanceof Commit || message instanceof Digest;
        }
    },

    /** Many clients want one key over long ways: recoveries must not go on overtaking each other. */
    LONG_DISPUTES {
        @Override
        void play() {
            for (int seed = 0; seed < DISPUTES; seed++) {
                Scenario world = Scenario.runningApart(seed, 130_000, 3, 3, 3);
                world.run(Scenario.SECOND);
                List<ClientStore> stores = new ArrayList<>();
                for (int client = 0; client < CLIENTS; client++) {
                    SimNode node = world.node(client % world.nodes().size());
                    stores.add(world.store(
                            node,
                            "key",
                            "value " + client,
                            new io.replicator.engine.model.TxId("tx-" + client),
                            false,
                            20 * Scenario.SECOND));
                }
                long begin = world.time();
                world.runUntil(() -> stores.stream().allMatch(ClientStore::isDone), 20 * Scenario.SECOND);
                System.out.print(world.ballots() + "/" +  + (world.time() - begin) / 1000 + " ");
            }
        }
    };

    private static final long HALF = Scenario.SECOND / 2;
    private static final int DISPUTES = 20;
    private static final int CLIENTS = 40;

    abstract void play();

    private static boolean asks(Message message, Class<? extends Request> kind) {
        return message instanceof Ask ask && kind.isInstance(ask.request());
    }

    private static boolean answers(Message message, Class<? extends Reply> kind) {
        return message instanceof Answer answer && kind.isInstance(answer.reply());
    }

    /**
     * Plays one scenario. Speaks in types of the JDK alone.
     *
     * @return the seed, the property and what was seen, separated by {@code |}; null if it keeps all promises
     */
    public static @Nullable String failure(String scenario, long seed) {
        try {
            valueOf(scenario).play();
            return null;
        } catch (Broken broken) {
            return seed + "|" + broken.property() + "|" + broken.getMessage();
        }
    }
}
