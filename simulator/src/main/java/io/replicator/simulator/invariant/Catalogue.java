package io.replicator.simulator.invariant;

import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.World;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All invariants, looking on at one world. {@link Property} lists what each of them says. */
public final class Catalogue {

    private final List<Invariant> invariants = new ArrayList<>();
    private final World world;
    private final Linearizable linearizable;

    private Catalogue(World world) {
        this.world = world;
        this.linearizable = new Linearizable();
        add(linearizable);
        OneValuePerKey winners = new OneValuePerKey();
        add(winners);
        add(new FinalAnswersHold(winners));
        add(new AcknowledgedSurvives(world));
        add(new CommitsAreChosen(world));
        add(new OneProposalPerBallot());
        add(new BallotsAreFresh());
        add(new DurableBeforeTold());
        add(new PromisesHold());
        add(new OnlyVotersVote(world));
        add(new OneConfiguration());
        add(new BytesMatch(world));
        add(new OneAnswer());
        add(new HonestAnswers(world));
        add(new HonestNodesAreAdmitted());
    }

    /** Has all invariants look on at the world from now on. */
    public static Catalogue watching(World world) {
        return new Catalogue(world);
    }

    private void add(Invariant invariant) {
        invariants.add(invariant);
        if (invariant instanceof Observer observer) {
            world.observe(observer);
        }
    }

    /** What the clients of this world saw. */
    public Linearizable history() {
        return linearizable;
    }

    /** Checks what can be checked only once the world is at rest. */
    public void rested() {
        for (Invariant invariant : invariants) {
            if (invariant instanceof Observer.OfRest atRest) {
                atRest.rested(world);
            }
        }
    }

    /** How often each property was checked. */
    public Map<Property, Long> times() {
        Map<Property, Long> times = new EnumMap<>(Property.class);
        invariants.forEach(invariant -> times.put(invariant.property(), invariant.times()));
        return times;
    }
}
