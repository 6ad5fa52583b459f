package io.replicator.simulator.teeth;

import static io.replicator.simulator.invariant.Property.ACKNOWLEDGED_SURVIVES;
import static io.replicator.simulator.invariant.Property.COMMITS_ARE_CHOSEN;
import static io.replicator.simulator.invariant.Property.DURABLE_BEFORE_TOLD;
import static io.replicator.simulator.invariant.Property.EVERY_WANTED_KEY_IS_WON;
import static io.replicator.simulator.invariant.Property.NODES_AGREE;
import static io.replicator.simulator.invariant.Property.NO_RESERVATION_STAYS;
import static io.replicator.simulator.invariant.Property.ONE_VALUE_PER_KEY;
import static io.replicator.simulator.invariant.Property.PROMISES_HOLD;

import java.util.List;

/** Bugs of the node around the protocol: its journal, its sweeper, its anti-entropy. */
final class NodeBugs {

    private static final String DRIVER = "driver/Driver.java";
    private static final String TABLE = "driver/KeyTable.java";
    private static final String ANTI_ENTROPY = "driver/AntiEntropy.java";

    private NodeBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                PlantedBug.of(
                                "reply-before-sync",
                                "answers leave before what they report is on stable storage: acknowledged stores are lost when"
                                        + " power fails")
                        .under(Need.POWER_LOSS)
                        .seen(DURABLE_BEFORE_TOLD)
                        .engine("driver/Outbox.java", "if (afterEntry <= synced && held.isEmpty()) {", """
                                wanted = Math.max(wanted, afterEntry);
                                if (held.isEmpty()) {"""),
                PlantedBug.of(
                                "reply-before-sync-of-what-was-read-back",
                                "a state that is read back from the journal passes for durable, although it is written and not"
                                        + " synced. (It is kept in memory until it is synced as long as there is room; so the"
                                        + " second edit takes the room away.)")
                        .under(Need.REPETITION)
                        .seen(DURABLE_BEFORE_TOLD)
                        .engine(
                                TABLE,
                                "new Known(journal.load(key), written) : found;",
                                "new Known(journal.load(key), 0) : found;")
                        .engine(TABLE, "MAX_CACHED_BYTES = 8 << 20;", "MAX_CACHED_BYTES = 0;"),
                PlantedBug.of(
                                "state-forgotten-before-it-is-written",
                                "when an older entry of a key shows, the newer one, which does not show yet, is forgotten: the"
                                        + " voter acts on what it knew before, and goes back on a promise")
                        .under(Need.CONTENTION)
                        .seen(
                                PROMISES_HOLD,
                                ACKNOWLEDGED_SURVIVES,
                                COMMITS_ARE_CHOSEN,
                                ONE_VALUE_PER_KEY,
                                DURABLE_BEFORE_TOLD,
                                NODES_AGREE)
                        .engine(
                                TABLE,
                                "if (current != null && current.entry <= entry && current.state instanceof Committed) {",
                                "if (current != null) {"),
                PlantedBug.of(
                                "commit-not-journaled",
                                "a commit drops the ballot state and is kept in memory alone: after restarts, what was stored is"
                                        + " gone")
                        .under(Need.CRASH)
                        .seen(ACKNOWLEDGED_SURVIVES, PROMISES_HOLD)
                        .engine(
                                TABLE,
                                "case Committed committed -> new Journal.Entry.Committed(key, committed);",
                                "case Committed _ -> new Journal.Entry.Voted(key, KeyState.UNTOUCHED);")
                        .engine(TABLE, "&& current.state instanceof Committed) {", "&& current.state == null) {"),
                PlantedBug.of(
                                "sweeper-aborts",
                                "an old reservation is dropped instead of finished: it may have been counted for a store that was"
                                        + " acknowledged")
                        .under(Need.LOSS)
                        .seen(PROMISES_HOLD, ACKNOWLEDGED_SURVIVES)
                        .engine(DRIVER, "coordinator.sweep(key);", """
                                keys.put(key, KeyState.UNTOUCHED);
                                if (sweeper != null) {
                                    sweeper.settled(key);
                                }"""),
                PlantedBug.of(
                                "sweeper-never-runs",
                                "reservations whose coordinator has died stay for ever, unless a client asks for the key again")
                        .under(Need.CRASH, Need.SHORT_DEADLINES)
                        .within(1500)
                        .seen(NO_RESERVATION_STAYS)
                        .engine(
                                DRIVER,
                                "every(Sweeper.INTERVAL_MICROS, () -> fresh.sweep(now));",
                                "every(Sweeper.INTERVAL_MICROS, () -> {});"),
                PlantedBug.of(
                                "sweeper-forgets-earlier-boots",
                                "reservations that a voter finds on its disk when it starts are nobody's any more")
                        .under(Need.CRASH, Need.SHORT_DEADLINES)
                        .within(2000)
                        .seen(NO_RESERVATION_STAYS, EVERY_WANTED_KEY_IS_WON)
                        .engine(DRIVER, "fresh.resume(now);", ""),
                PlantedBug.of(
                                "anti-entropy-passes-over-keys",
                                "a page counts as pulled once its keys are asked for: those that do not come are never asked for"
                                        + " again. (The second edit takes away the safety net, which reads a source anew when a"
                                        + " difference lasts.)")
                        .under(Need.LOSS, Need.CRASH)
                        .within(500)
                        .seen(NODES_AGREE)
                        .engine(ANTI_ENTROPY, "if (source.missing.isEmpty()) {", "if (source.place <= source.next) {")
                        .engine(
                                ANTI_ENTROPY,
                                "if (source.lasting >= LASTING) {",
                                "if (source.lasting >= 1_000_000) {"));
    }
}
