package io.replicator.simulator.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link History} that many threads tell. Keys are spread over {@value #STRIPES} histories with a lock each. A
 * contradiction ends the call as it does there, and the first one is remembered too, so that none is lost with the thread
 * that met it.
 *
 * <p>What it says of all keys is taken from one stripe after the other, in the order of stripes: not of one moment while
 * others still tell it.
 */
public final class SharedHistory<K, P> {

    private static final int STRIPE_BITS = 6;
    private static final int STRIPES = 1 << STRIPE_BITS;
    /** 2^32 divided by the golden ratio: spreads hashes evenly over the upper bits (Knuth, TAOCP 3, 6.4). */
    private static final int GOLDEN = 0x9E3779B9;

    private final List<History<K, P>> stripes =
            Stream.generate(History<K, P>::new).limit(STRIPES).toList();
    private final AtomicReference<@Nullable Contradiction> first = new AtomicReference<>();

    /** As {@link History#proposed}. */
    public void proposed(K key, P proposal, long begin) {
        tell(key, history -> history.proposed(key, proposal, begin));
    }

    /** As {@link History#answered}. */
    public void answered(K key, P proposal, boolean isFirst, long begin, long end, Outcome<P> outcome) {
        tell(key, history -> history.answered(key, proposal, isFirst, begin, end, outcome));
    }

    /** As {@link History#read}. */
    public void read(K key, long begin, long end, Outcome<P> outcome) {
        tell(key, history -> history.read(key, begin, end, outcome));
    }

    private void tell(K key, Consumer<History<K, P>> what) {
        History<K, P> stripe = stripeOf(key);
        synchronized (stripe) {
            try {
                what.accept(stripe);
            } catch (Contradiction contradiction) {
                first.compareAndSet(null, contradiction);
                throw contradiction;
            }
        }
    }

    /** Not by the lower bits of the hash: these choose the bucket within a stripe's own table. */
    private History<K, P> stripeOf(K key) {
        return stripes.get((key.hashCode() * GOLDEN) >>> (Integer.SIZE - STRIPE_BITS));
    }

    /** The contradiction that was met first. */
    public Optional<Contradiction> contradiction() {
        return Optional.ofNullable(first.get());
    }

    /** As {@link History#told}. */
    public long told() {
        return sum(History::told);
    }

    /** As {@link History#keys}. */
    public int keys() {
        return Math.toIntExact(sum(History::keys));
    }

    private long sum(ToLongFunction<History<K, P>> figure) {
        long sum = 0;
        for (History<K, P> stripe : stripes) {
            synchronized (stripe) {
                sum += figure.applyAsLong(stripe);
            }
        }
        return sum;
    }

    /** As {@link History#answers}. */
    public Answers answers() {
        Answers sum = Answers.NONE;
        for (History<K, P> stripe : stripes) {
            synchronized (stripe) {
                sum = sum.plus(stripe.answers());
            }
        }
        return sum;
    }

    /** As {@link History#winner}. */
    public @Nullable P winner(K key) {
        History<K, P> stripe = stripeOf(key);
        synchronized (stripe) {
            return stripe.winner(key);
        }
    }

    /** As {@link History#contest}. */
    public @Nullable Contest<K, P> contest(K key) {
        History<K, P> stripe = stripeOf(key);
        synchronized (stripe) {
            return stripe.contest(key);
        }
    }

    /** As {@link History#forEach}; a stripe stays locked while its keys are gone through. */
    public void forEach(Consumer<? super Contest<K, P>> action) {
        for (History<K, P> stripe : stripes) {
            synchronized (stripe) {
                stripe.forEach(action);
            }
        }
    }

    /** As {@link History#contended}. */
    public List<Contest<K, P>> contended(int limit) {
        return ofAll(stripe -> stripe.contended(limit)).stream()
                .sorted(Comparator.<Contest<K, P>>comparingLong(Contest::stores).reversed())
                .limit(limit)
                .toList();
    }

    /** As {@link History#inDoubt}. */
    public List<Contest<K, P>> inDoubt() {
        return ofAll(History::inDoubt);
    }

    private List<Contest<K, P>> ofAll(Function<History<K, P>, List<Contest<K, P>>> part) {
        List<Contest<K, P>> all = new ArrayList<>();
        for (History<K, P> stripe : stripes) {
            synchronized (stripe) {
                all.addAll(part.apply(stripe));
            }
        }
        return all;
    }
}
