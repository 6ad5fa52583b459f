package io.replicator.simulator.containers;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.Toxic;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The proxy that takes the connections that one certain node dials to another one. Thread-safe. */
public final class Link {

    private final Proxy proxy;
    /** Faults may overlap: the link is up again when all are over that wanted it down. */
    private int downs;

    private final Map<String, List<Toxic>> toxics = new HashMap<>();

    Link(Proxy proxy) {
        this.proxy = proxy;
    }

    /** What a toxic does to what passes in one direction. */
    public interface Toxicity {
        Toxic add(Proxy proxy, String name, ToxicDirection direction) throws IOException;
    }

    /** Closes all connections, and takes no new ones. */
    public synchronized void down() throws IOException {
        if (downs++ == 0) {
            proxy.disable();
        }
    }

    public synchronized void up() throws IOException {
        if (--downs == 0) {
            proxy.enable();
        }
    }

    /**
     * Poisons one direction, until {@link #heal} is called with the same name.
     *
     * @param direction upstream is from the dialling node to the dialled one
     */
    public synchronized void poison(String name, ToxicDirection direction, Toxicity toxicity) throws IOException {
        Toxic toxic = toxicity.add(proxy, name + "-" + direction, direction);
        toxics.computeIfAbsent(name, _ -> new ArrayList<>()).add(toxic);
    }

    public synchronized void heal(String name) throws IOException {
        List<Toxic> added = toxics.remove(name);
        if (added != null) {
            for (Toxic toxic : added) {
                toxic.remove();
            }
        }
    }
}
