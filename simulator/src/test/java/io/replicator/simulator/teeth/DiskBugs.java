package io.replicator.simulator.teeth;

import static io.replicator.simulator.invariant.Property.ACKNOWLEDGED_SURVIVES;
import static io.replicator.simulator.invariant.Property.AVAILABLE;
import static io.replicator.simulator.invariant.Property.DURABLE_BEFORE_TOLD;
import static io.replicator.simulator.invariant.Property.ENGINE_ASSERTIONS;
import static io.replicator.simulator.invariant.Property.HONEST_NODES_ARE_ADMITTED;
import static io.replicator.simulator.invariant.Property.PROMISES_HOLD;

import java.util.List;

/** Disks that break the journal's contract: what a bug in the production journal would look like from outside. */
final class DiskBugs {

    private static final String WATERMARKS = "world.journaled((long) written - base, (long) synced - base);";

    private DiskBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                PlantedBug.of(
                                "disk-calls-synced-what-is-written",
                                "entries are reported as synced once they are written: a power loss takes votes that were told")
                        .under(Need.POWER_LOSS)
                        .seen(DURABLE_BEFORE_TOLD)
                        .disk(WATERMARKS, "world.journaled((long) written - base, (long) written - base);"),
                PlantedBug.of(
                                "disk-does-not-sync-what-it-recovers",
                                "what a start reads back from the page cache is answered from before it is on stable storage: a"
                                        + " kill, then a power loss, take votes that were told")
                        .under(Need.CRASH, Need.POWER_LOSS)
                        .within(500)
                        .seen(DURABLE_BEFORE_TOLD, ACKNOWLEDGED_SURVIVES)
                        .disk("written = base; synced = base; readBack();", "written = base; readBack();")
                        .disk(WATERMARKS, "world.journaled((long) written - base, Math.max(0, (long) synced - base));"),
                PlantedBug.of(
                                "disk-loses-a-synced-entry",
                                "a power loss takes the last entry of those that were synced")
                        .under(Need.POWER_LOSS)
                        .seen(ACKNOWLEDGED_SURVIVES, DURABLE_BEFORE_TOLD)
                        .disk("lose(synced + survivors);", "lose(Math.max(1, synced - 1) + survivors);"),
                PlantedBug.of(
                                "disk-keeps-no-promises",
                                "of a key's state the vote alone is kept, so that a promise above it is forgotten by a restart")
                        .under(Need.CONTENTION, Need.CRASH)
                        .seen(DURABLE_BEFORE_TOLD)
                        .disk("case Entry.Voted voted -> voted.state();", """
                                case Entry.Voted voted -> new Undecided(
                                        voted.state().vote() == null
                                                ? io.replicator.engine.model.Ballot.FAST
                                                : voted.state().vote().ballot(),
                                        voted.state().vote());"""),
                PlantedBug.of(
                                "disk-counts-boots-once",
                                "the boot count is not raised by later starts, so that ballots and attempts of two boots are alike")
                        .under(Need.CRASH)
                        .seen(HONEST_NODES_ARE_ADMITTED, ENGINE_ASSERTIONS, AVAILABLE)
                        .disk("boot++;", "boot = 1;"),
                PlantedBug.of(
                                "disk-drops-votes-before-commits",
                                "a commit is two entries, the first of which drops the vote: a power loss between them takes an"
                                        + " acknowledged value")
                        .under(Need.POWER_LOSS)
                        .seen(ACKNOWLEDGED_SURVIVES)
                        .disk("entries.add(entry); index(entry, entries.size() - 1); world.appended(entry);", """
                                if (entry instanceof Entry.Committed committed) {
                                    Entry dropped = new Entry.Voted(committed.key(), KeyState.UNTOUCHED);
                                    entries.add(dropped);
                                    index(dropped, entries.size() - 1);
                                }
                                entries.add(entry);
                                index(entry, entries.size() - 1);
                                world.appended(entry);"""),
                PlantedBug.of(
                                "disk-names-commits-that-may-be-lost",
                                "commits are named to others before they are durable: after a power loss their places are given"
                                        + " to other keys, which others believe to have pulled")
                        .under(Need.POWER_LOSS, Need.LOSS)
                        .shownBy("1. s names its commit of k1 to p before it is synced; p pulls it and goes on to"
                                + " the next place. 2. s loses power, and the commit of k1. 3. s commits k2 in that"
                                + " place, and the Commit of k2 to p is lost: p asks for later places only.")
                        .seen(DURABLE_BEFORE_TOLD)
                        .disk(
                                "while (next < commits.size() && commits.get(next).place() < synced && page.size() < limit) {",
                                "while (next < commits.size() && page.size() < limit) {")
                        .disk(
                                "boolean end = next >= commits.size() || commits.get(next).place() >= synced;",
                                "boolean end = next >= commits.size();"),
                PlantedBug.of(
                                "disk-keeps-the-first-state",
                                "of two states of a key that are written at one go the first is kept: a later vote or promise is"
                                        + " lost")
                        .under(Need.CONTENTION)
                        .seen(DURABLE_BEFORE_TOLD, PROMISES_HOLD)
                        .disk("for (; synced < target; synced++) { store(synced); }", """
                                java.util.Set<Cell> stored = new java.util.HashSet<>();
                                for (; synced < target; synced++) {
                                    if (cells.get(synced) == Cell.NONE || stored.add(cells.get(synced))) {
                                        store(synced);
                                    }
                                }"""));
    }
}
