package io.replicator.engine.driver;

import io.replicator.engine.membership.Founding;
import io.replicator.engine.membership.Standing;
import io.replicator.engine.message.Message;
import io.replicator.engine.message.Message.Hello;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.port.Journal;
import io.replicator.engine.port.Probe;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How this node comes to belong to a network (protocol section 8): it founds one, is invited to one, or asks a member. A
 * configuration is made durable first, and only then is it in force. Not thread-safe.
 */
final class Enrolment {

    private final NodeId self;
    private final Journal journal;
    private final BiConsumer<NodeId, Message> sender;
    private final Probe probe;
    private Standing standing;
    /** What is being made durable, and the entry that does it; until then nothing rests on it. */
    private @Nullable Standing adopting;

    private long adoptingEntry;
    /** Only while this node belongs to no network. */
    private @Nullable Founding founding;

    Enrolment(
            Standing standing,
            ClusterId cluster,
            Founding.Plan plan,
            Journal journal,
            BiConsumer<NodeId, Message> sender,
            Probe probe,
            long now) {
        this.self = standing.self();
        this.standing = standing;
        this.journal = journal;
        this.sender = sender;
        this.probe = probe;
        this.founding = standing.isVirgin() ? new Founding(self, cluster, plan, now) : null;
    }

    Standing standing() {
        return standing;
    }

    /** How many virgin nodes are here to found a network, this one included; 0 in a network. */
    int virgins() {
        return founding == null ? 0 : founding.virgins();
    }

    /** The entry whose sync is waited for; 0 for none. */
    long wanted() {
        return adopting == null ? 0 : adoptingEntry;
    }

    /** Entries up to this one are on stable storage; tells whether a new standing is in force by that. */
    boolean synced(long entry) {
        Standing durable = adopting;
        if (durable == null || entry < adoptingEntry) {
            return false;
        }
        adopting = null;
        standing = durable;
        founding = null;
        return true;
    }

    /** Founds a network if it is time; to be tried again as long as this node belongs to none. */
    void found(long now, LongSupplier nonce) {
        if (founding != null && adopting == null) {
            Config genesis = founding.found(now, nonce.getAsLong());
            if (genesis != null) {
                learn(List.of(genesis), true);
            }
        }
    }

    /** A node opened a session: a virgin one to found with or to invite, or a member that may know more. */
    void met(Hello hello, long now) {
        if (hello.network() == null) {
            if (founding != null) {
                founding.arrived(hello, now);
            }
        } else if (founding != null) {
            founding.metMember(hello.node());
        }
        exchange(hello);
    }

    void left(NodeId node) {
        if (founding != null) {
            founding.left(node);
        }
    }

    /** Says and asks again what may have been lost. */
    void repeat(Collection<Hello> hellos) {
        hellos.forEach(this::exchange);
    }

    /**
     * Invites a listed virgin, and asks a member for what it knows more. Whoever has adopted the genesis hands it on, so
     * that a founder that dies early is no loss.
     */
    private void exchange(Hello hello) {
        if (hello.network() != null) {
            if (hello.epoch() > standing.epoch()) {
                sender.accept(hello.node(), new Message.PullConfigs(standing.epoch() + 1));
            }
        } else if (!standing.isVirgin()) {
            Config genesis = standing.chain().getFirst();
            if (genesis.clusterOf(hello.node()) != null) {
                sender.accept(hello.node(), new Message.Genesis(genesis));
            }
        }
    }

    /**
     * Takes in configurations.
     *
     * @param invited whether they are a genesis that was sent to this node, which only a virgin store that is listed adopts
     */
    void learn(List<Config> chain, boolean invited) {
        Standing next = adopting == null ? standing : adopting;
        for (Config config : chain) {
            if (config.epoch() <= next.epoch()) {
                continue;
            }
            if (invited && config.clusterOf(self) == null) {
                return;
            }
            if (next.network() != null && !config.network().equals(next.network())) {
                probe.event("a configuration of the foreign network "
                        + config.network().shortText() + " was refused");
                return;
            }
            next = next.with(config);
            adoptingEntry = journal.append(new Journal.Entry.Configured(config, next.activeEpoch() == config.epoch()));
            adopting = next;
        }
    }
}
