package io.replicator.libp2p.host;

import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Dials peers: one dial per peer at a time, several addresses in parallel, recently failed ones left alone. Thread-safe. */
final class Dialer {

    private final HostConfig config;
    private final ConnectionGater gater;
    private final Transport transport;
    private final DialBackoff backoff;
    private final HostCounters counters;
    private final Consumer<Connection> onDialled;
    private final ConcurrentMap<PeerId, CompletableFuture<Connection>> inProgress = new ConcurrentHashMap<>();

    /** @param onDialled takes each new connection before its dial completes */
    Dialer(
            HostConfig config,
            ConnectionGater gater,
            Transport transport,
            DialBackoff backoff,
            HostCounters counters,
            Consumer<Connection> onDialled) {
        this.config = config;
        this.gater = gater;
        this.transport = transport;
        this.backoff = backoff;
        this.counters = counters;
        this.onDialled = onDialled;
    }

    /** Dials known addresses, or joins the dial of this peer that is under way. */
    CompletableFuture<Connection> dial(PeerId peer, Collection<Multiaddr> addresses) {
        CompletableFuture<Connection> mine = new CompletableFuture<>();
        CompletableFuture<Connection> running = inProgress.putIfAbsent(peer, mine);
        if (running != null) {
            return running.copy();
        }
        start(mine, peer, addresses, false);
        return mine.copy();
    }

    /** Dials these addresses whatever their back-off; a dial under way is joined first, and does as well if it succeeds. */
    CompletableFuture<Connection> dialExplicitly(PeerId peer, Collection<Multiaddr> addresses) {
        CompletableFuture<Connection> mine = new CompletableFuture<>();
        CompletableFuture<Connection> running = inProgress.putIfAbsent(peer, mine);
        if (running != null) {
            return running.exceptionallyCompose(failed -> dialExplicitly(peer, addresses));
        }
        start(mine, peer, addresses, true);
        return mine.copy();
    }

    /** Dials one address for whoever answers. The caller adds the connection to the host's, or closes it. */
    CompletableFuture<Connection> dialAnybody(Multiaddr address) {
        if (!transport.handles(address)) {
            return CompletableFuture.failedFuture(new IOException("no transport dials such an address"));
        }
        return open(null, address).whenComplete((connection, failure) -> {
            if (failure != null) {
                counters.failedDials.increment();
            }
        });
    }

    private CompletableFuture<Connection> open(@Nullable PeerId peer, Multiaddr address) {
        try {
            return transport.dial(peer, address);
        } catch (RejectedExecutionException closing) {
            return CompletableFuture.failedFuture(new IOException("the host is closed", closing));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void start(
            CompletableFuture<Connection> result, PeerId peer, Collection<Multiaddr> addresses, boolean explicit) {
        // Removed before the result completes, so that a caller who retries at once begins a new dial.
        CompletableFuture<Connection> attempt = new CompletableFuture<>();
        var _ = attempt.whenComplete((connection, failure) -> {
            inProgress.remove(peer);
            if (failure == null) {
                result.complete(connection);
            } else {
                result.completeExceptionally(failure);
            }
        });
        try {
            new Attempt(peer, attempt).start(addresses, explicit);
        } catch (RuntimeException e) {
            // Nobody else would end what others join.
            attempt.completeExceptionally(e);
        }
    }

    /** One dial of one peer at several addresses. */
    private final class Attempt {

        /** Stands for {@link #pending} once an address has answered. */
        private static final int DECIDED = -1;

        private final PeerId peer;
        private final CompletableFuture<Connection> result;
        private final Map<Multiaddr, Throwable> failures = new ConcurrentHashMap<>();
        private List<Multiaddr> candidates = List.of();
        private int next;

        /** Addresses that have not failed yet. */
        private int pending;

        private Attempt(PeerId peer, CompletableFuture<Connection> result) {
            this.peer = peer;
            this.result = result;
        }

        private void start(Collection<Multiaddr> addresses, boolean explicit) {
            if (!gater.allowsDial(peer)) {
                result.completeExceptionally(new IOException("this host does not want to dial " + peer));
                return;
            }
            candidates = candidates(addresses, explicit);
            pending = candidates.size();
            if (candidates.isEmpty()) {
                result.completeExceptionally(new DialException(peer, failures));
                return;
            }
            for (int i = 0; i < config.maxParallelDials(); i++) {
                dialNext();
            }
        }

        private List<Multiaddr> candidates(Collection<Multiaddr> addresses, boolean explicit) {
            Set<Multiaddr> usable = new LinkedHashSet<>();
            for (Multiaddr address : addresses) {
                if (usable.size() == config.maxDialAddresses()) {
                    break;
                }
                String reason = reasonNotToDial(address, explicit);
                if (reason == null) {
                    usable.add(address.withoutPeer());
                } else {
                    failures.put(address, new IOException(reason));
                }
            }
            return List.copyOf(usable);
        }

        private @Nullable String reasonNotToDial(Multiaddr address, boolean explicit) {
            if (address.peerId().isPresent() && !address.peerId().get().equals(peer)) {
                return "the address names another peer";
            }
            if (address.components().size() == (address.peerId().isPresent() ? 1 : 0)
                    || !transport.handles(address.withoutPeer())) {
                return "no transport dials such an address";
            }
            if (!gater.allowsAddress(peer, address)) {
                return "this host does not want to dial this address";
            }
            Duration pause = backoff.remaining(peer, address.withoutPeer());
            return explicit || pause.isZero()
                    ? null
                    : "it failed of late and is left alone for " + pause.toMillis() + " ms";
        }

        private void dialNext() {
            Multiaddr address;
            synchronized (this) {
                if (pending == DECIDED || next == candidates.size()) {
                    return;
                }
                address = candidates.get(next++);
            }
            CompletableFuture<Connection> dial = open(peer, address);
            // Once one address has answered, the other attempts end.
            var _ = result.whenComplete((connection, failure) -> dial.cancel(true));
            var _ = dial.whenComplete((connection, failure) -> {
                if (failure == null) {
                    succeeded(address, connection);
                } else {
                    failed(address, failure);
                }
            });
        }

        private void succeeded(Multiaddr address, Connection connection) {
            backoff.succeeded(peer, address);
            synchronized (this) {
                if (pending == DECIDED) {
                    var _ = connection.close();
                    return;
                }
                pending = DECIDED;
            }
            onDialled.accept(connection);
            result.complete(connection);
        }

        private void failed(Multiaddr address, Throwable failure) {
            boolean last;
            synchronized (this) {
                if (pending == DECIDED) {
                    return;
                }
                last = --pending == 0;
            }
            counters.failedDials.increment();
            backoff.failed(peer, address);
            failures.put(address, failure);
            if (last) {
                result.completeExceptionally(new DialException(peer, failures));
            } else {
                dialNext();
            }
        }
    }
}
