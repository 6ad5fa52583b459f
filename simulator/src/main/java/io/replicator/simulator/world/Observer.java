package io.replicator.simulator.world;

import io.replicator.engine.message.Message;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.port.Journal;

/**
 * Looks on while a world runs, and throws {@link Broken} when what it sees must not be. Looking on changes nothing. Each
 * part is an interface of its own, so that what happens most often is told only to those who look at it.
 */
public interface Observer {

    /** Sees each message as its node hands it to the network. */
    interface OfMessages extends Observer {
        void sent(SimNode from, NodeId to, Message message);
    }

    /** Sees each entry as its node appends it to its journal. */
    interface OfJournals extends Observer {
        void appended(SimNode node, Journal.Entry entry);
    }

    /** Sees what clients ask and are told. */
    interface OfClients extends Observer {
        /** The node takes it up: at once, unless its process is paused. */
        void asked(ClientStore store);

        void asked(ClientRead read);

        void answered(ClientStore store);

        void answered(ClientRead read);
    }

    /** Sees processes begin and end. */
    interface OfProcesses extends Observer {
        void started(SimNode node);

        void stopped(SimNode node);
    }

    /** Looks at the world once it is at rest: everything is healed, and nothing is to be done any more. */
    interface OfRest extends Observer {
        void rested(World world);
    }
}
