package io.replicator.simulator.containers;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.Toxic;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    private final Map<String, List<Poison>> poisons = new LinkedHashMap<>();

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

    private record Poison(ToxicDirection direction, Toxicity toxicity) {
        void addTo(Proxy proxy, String fault) throws IOException {
            var _ = toxicity.add(proxy, fault + "-" + direction, direction);
        }
    }

    /** Closes all connections, and takes no new ones. Counts also if it fails: whether it took effect is not known. */
    public synchronized void down() throws IOException {
        if (downs++ == 0) {
            proxy.disable();
        }
    }

    /** Ends what one {@link #down} did; if it fails that is still to be ended. */
    public synchronized void up() throws IOException {
        if (downs == 1) {
            proxy.enable();
        }
        downs--;
    }

    /**
     * Poisons one direction, until {@link #heal} is called with the same name. Connections stay.
     *
     * @param direction upstream is from the dialling node to the dialled one
     */
    public synchronized void poison(String fault, ToxicDirection direction, Toxicity toxicity) throws IOException {
        Poison poison = new Poison(direction, toxicity);
        poisons.computeIfAbsent(fault, _ -> new ArrayList<>()).add(poison);
        poison.addTo(proxy, fault);
    }

    /** Ends what a fault did; other faults go on. Connections are closed. If it fails that is still to be ended. */
    public synchronized void heal(String fault) throws IOException {
        if (poisons.containsKey(fault)) {
            renewWithout(fault);
            poisons.remove(fault);
        }
    }

    /**
     * Makes the proxy anew, with the poisons of all other faults. Toxiproxy 2.12 cannot be relied on to take a toxic
     * out of a connection: it waits until the toxic has passed on what it holds, which is never if nobody reads any
     * more.
     */
    private void renewWithout(String healed) throws IOException {
        Proxy old = toxiproxy.getProxyOrNull(name);
        if (old != null) {
            old.delete();
        }
        proxy = toxiproxy.createProxy(name, listen, upstream);
        if (downs > 0) {
            proxy.disable();
        }
        for (Map.Entry<String, List<Poison>> fault : poisons.entrySet()) {
            for (Poison poison : fault.getKey().equals(healed) ? List.<Poison>of() : fault.getValue()) {
                poison.addTo(proxy, fault.getKey());
            }
        }
    }
}
