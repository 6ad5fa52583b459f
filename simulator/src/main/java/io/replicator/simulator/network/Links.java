package io.replicator.simulator.network;

import io.replicator.simulator.random.RandomStream;
import java.util.Arrays;

/**
 * The ways from each node to each other one: what they do to a frame, and what is wrong with them now. Each way draws from
 * a stream of its own, so that what happens on one never changes what happens on another. Not thread-safe.
 */
public final class Links {

    /** What {@link #delay} answers for a frame that never arrives. */
    public static final long LOST = -1;

    private final long seed;
    private int nodes;
    private Delay[] delays = new Delay[0];
    private RandomStream[] streams = new RandomStream[0];
    /** How many cuts lie on each way: cuts may overlap, and each is healed by itself. */
    private int[] cuts = new int[0];

    private long[] slowness = new long[0];
    private int[] lost = new int[0];
    private int[] repeated = new int[0];

    public Links(long seed) {
        this.seed = seed;
    }

    /** Adds a node with its delays to and from all nodes before it, in their order. */
    public void grow(Delay[] to, Delay[] from) {
        int old = nodes;
        int size = old + 1;
        delays = widened(delays, new Delay[size * size], old, size);
        streams = widened(streams, new RandomStream[size * size], old, size);
        cuts = widened(cuts, new int[size * size], old, size);
        slowness = widened(slowness, new long[size * size], old, size);
        lost = widened(lost, new int[size * size], old, size);
        repeated = widened(repeated, new int[size * size], old, size);
        nodes = size;
        for (int other = 0; other < old; other++) {
            set(old, other, to[other]);
            set(other, old, from[other]);
        }
    }

    /** As if grown node by node, for all nodes of a topology. */
    public static Links of(long seed, Topology topology) {
        Links links = new Links(seed);
        int[] places = topology.clusterOfNodes();
        int size = places.length;
        links.nodes = size;
        links.delays = new Delay[size * size];
        links.streams = new RandomStream[size * size];
        links.cuts = new int[size * size];
        links.slowness = new long[size * size];
        links.lost = new int[size * size];
        links.repeated = new int[size * size];
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                links.set(from, to, topology.delays().get(places[from]).get(places[to]));
            }
        }
        return links;
    }

    private void set(int from, int to, Delay delay) {
        int way = from * nodes + to;
        delays[way] = delay;
        streams[way] = new RandomStream(seed ^ RandomStream.mix((long) from << 32 | to));
    }

    private static <A> A widened(A narrow, A wide, int old, int size) {
        for (int row = 0; row < old; row++) {
            System.arraycopy(narrow, row * old, wide, row * size, old);
        }
        return wide;
    }

    /** How long the next frame takes in microseconds, or {@link #LOST}. */
    public long delay(int from, int to) {
        int way = from * nodes + to;
        if (cuts[way] > 0) {
            return LOST;
        }
        RandomStream random = streams[way];
        if (lost[way] > 0 && random.chance(lost[way])) {
            return LOST;
        }
        long slow = slowness[way];
        return delays[way].draw(random) + (slow == 0 ? 0 : random.nextLong(slow));
    }

    /** How long a frame takes at least, whether it would arrive or not. */
    public long least(int from, int to) {
        return delays[from * nodes + to].base();
    }

    /** Whether the frame comes a second time. */
    public boolean repeats(int from, int to) {
        int way = from * nodes + to;
        return repeated[way] > 0 && streams[way].chance(repeated[way]);
    }

    public boolean isCut(int from, int to) {
        return cuts[from * nodes + to] > 0;
    }

    /** Changes the delay of a way for good. */
    public void delay(int from, int to, Delay delay) {
        delays[from * nodes + to] = delay;
    }

    public void cut(int from, int to) {
        cuts[from * nodes + to]++;
    }

    public void mend(int from, int to) {
        int way = from * nodes + to;
        cuts[way] = Math.max(0, cuts[way] - 1);
    }

    /** Frames take up to so much longer, and by that overtake each other. */
    public void slow(int from, int to, long micros) {
        slowness[from * nodes + to] = micros;
    }

    /** Of 1000 frames so many are lost and so many come twice. */
    public void spoil(int from, int to, int lostPerMille, int repeatedPerMille) {
        lost[from * nodes + to] = lostPerMille;
        repeated[from * nodes + to] = repeatedPerMille;
    }

    /** Takes away whatever is wrong. */
    public void heal() {
        Arrays.fill(cuts, 0);
        Arrays.fill(slowness, 0);
        Arrays.fill(lost, 0);
        Arrays.fill(repeated, 0);
    }
}
