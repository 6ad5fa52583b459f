package io.replicator.simulator.teeth;

import io.replicator.simulator.invariant.Property;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A bug as data.
 *
 * @param name as it stands in the table
 * @param harm what is wrong, and what comes of it for users
 * @param needs what must come together for it to do harm
 * @param seenBy the properties that it is expected to break first, any one of them
 * @param hunter how it is hunted for
 * @param seeds within how many seeds it must be found
 * @param shownBy for a bug that needs a rare order of events: one that shows it; otherwise empty
 * @param edits the changes that make the bug, and nothing but the bug
 */
record PlantedBug(
        String name,
        String harm,
        Set<Need> needs,
        Set<Property> seenBy,
        Hunter hunter,
        int seeds,
        String shownBy,
        List<Edit> edits) {

    /** What is asked of a bug that says nothing else. */
    static final int USUAL_SEEDS = 300;

    PlantedBug {
        needs = Set.copyOf(needs);
        seenBy = Set.copyOf(seenBy);
        edits = List.copyOf(edits);
    }

    static PlantedBug of(String name, String harm) {
        return new PlantedBug(name, harm, Set.of(), Set.of(), Hunter.swarm(), USUAL_SEEDS, "", List.of());
    }

    /** No bug at all: shows that what is found in a private copy of the classes is the bug, and not the copy. */
    static PlantedBug none() {
        return of("(none)", "the engine as it is, in a private copy");
    }

    boolean isNone() {
        return edits.isEmpty();
    }

    PlantedBug under(Need first, Need... others) {
        return new PlantedBug(name, harm, EnumSet.of(first, others), seenBy, hunter, seeds, shownBy, edits);
    }

    PlantedBug seen(Property first, Property... others) {
        return new PlantedBug(name, harm, needs, EnumSet.of(first, others), hunter, seeds, shownBy, edits);
    }

    /** A key gets two winners, or can get them: which of the properties shows it first depends on the order of events. */
    PlantedBug seenAsTwoWinners() {
        return seen(
                Property.ACKNOWLEDGED_SURVIVES,
                Property.COMMITS_ARE_CHOSEN,
                Property.ONE_VALUE_PER_KEY,
                Property.LINEARIZABLE,
                Property.FINAL_ANSWERS_HOLD,
                Property.ENGINE_ASSERTIONS);
    }

    PlantedBug within(int moreSeeds) {
        return new PlantedBug(name, harm, needs, seenBy, hunter, moreSeeds, shownBy, edits);
    }

    /** The swarm hardly meets it, but this hunter does. */
    PlantedBug by(Hunter other) {
        return new PlantedBug(name, harm, needs, seenBy, other, seeds, shownBy, edits);
    }

    PlantedBug shownBy(String order) {
        return new PlantedBug(name, harm, needs, seenBy, hunter, seeds, order, edits);
    }

    PlantedBug edit(Source source, String file, String before, String after) {
        List<Edit> more = new ArrayList<>(edits);
        more.add(new Edit(source, file, before, after));
        return new PlantedBug(name, harm, needs, seenBy, hunter, seeds, shownBy, more);
    }

    /** As {@link #edit}, in the engine. */
    PlantedBug engine(String file, String before, String after) {
        return edit(Source.ENGINE, file, before, after);
    }

    /** As {@link #edit}, in the simulated disk. */
    PlantedBug disk(String before, String after) {
        return edit(Source.SIMULATOR, "disk/SimDisk.java", before, after);
    }

    @Override
    public String toString() {
        return name;
    }
}
