package io.replicator.simulator.containers;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.Toxic;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The proxy that takes the connections that one certain node dials to another one. Thread-safe. */
public final class Link {

    private final ToxiproxyClient toxiproxy;
    private final String name;
    private final String listen;
    private final String upstream;
    private Proxy proxy;
    /** Faults may overlap: the link is up again when all are over that wanted it down. */
    private int downs;

    /** What poisons it, by the name of the fault, in the order in which they came. */
    private final SequencedMap<String, List<Poison>> poisons = new LinkedHashMap<>();

    /** @param listen where the proxy takes connections, and where it goes on doing so */
    Link(ToxiproxyClient toxiproxy, String name, String listen, String upstream) throws IOException {
        this.toxiproxy = toxiproxy;
        this.name = name;
        this.listen = listen;
        this.upstream = upstream;
        this.proxy = toxiproxy.createProxy(name, listen, upstream);
    }

    /** What a toxic does to what passes in one direction. */
    public interface Toxicity {
        Toxic add(Proxy proxy, String name, ToxicDirection direction) throws IOException;
    }

    private record Poison(ToxicDirection direction, Toxicity toxicity, Toxic toxic) {}

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
    public synchronized void poison(String fault, ToxicDirection direction, Toxicity toxicity) throws IOException {
        poisons.computeIfAbsent(fault, _ -> new ArrayList<>()).add(added(fault, direction, toxicity));
    }

    private Poison added(String fault, ToxicDirection direction, Toxicity toxicity) throws IOException {
        return new Poison(direction, toxicity, toxicity.add(proxy, fault + "-" + direction, direction));
    }

    /**
     * Ends what a fault did. Where other faults go on, all connections are closed too: Toxiproxy 2.12 cannot take one toxic
     * out of several for certain. It waits for the one before it, which may wait for one that has reset its connection.
     */
    public synchronized void heal(String fault) throws IOException {
        List<Poison> ended = poisons.remove(fault);
        if (ended == null) {
            return;
        }
        if (poisons.isEmpty()) {
            for (Poison poison : ended) {
                poison.toxic().remove();
            }
        } else {
            renew();
        }
    }

    /** Makes the proxy anew, with the poisons that are left. */
    private void renew() throws IOException {
        proxy.delete();
        proxy = toxiproxy.createProxy(name, listen, upstream);
        if (downs > 0) {
            proxy.disable();
        }
        for (String fault : List.copyOf(poisons.sequencedKeySet())) {
            List<Poison> again = new ArrayList<>();
            for (Poison poison : poisons.getOrDefault(fault, List.of())) {
                again.add(added(fault, poison.direction(), poison.toxicity()));
            }
            poisons.put(fault, again);
        }
    }
}
