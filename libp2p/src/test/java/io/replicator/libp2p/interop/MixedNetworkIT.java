package io.replicator.libp2p.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.replicator.libp2p.discovery.RendezvousDiscovery;
import io.replicator.libp2p.kad.KadPeer;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One DHT of all four stacks, which have met through one host of this one. */
@Timeout(180)
final class MixedNetworkIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Map<Stack, RealPeer> others = new EnumMap<>(Stack.class);
    private final List<TestDht> ours = new ArrayList<>();

    @BeforeEach
    void join() throws IOException {
        for (Stack stack : Stack.values()) {
            stack.assume();
        }
        ours.add(TestDht.server());
        ours.add(TestDht.server());
        ours.get(1).join(ours.getFirst().address());
        for (Stack stack : Stack.values()) {
            RealPeer peer = RealPeer.start(stack, "-kad", TestDht.PREFIX);
            others.put(stack, peer);
            peer.execute("connect", ours.getFirst().address()).orFail();
        }
    }

    @AfterEach
    void close() {
        others.values().forEach(RealPeer::close);
        ours.forEach(TestDht::close);
    }

    @Test
    void everybodyFindsEverybody() {
        for (RealPeer seeker : others.values()) {
            awaitFindsAllOthers(seeker);
            TestDht second = ours.get(1);
            await(seeker + " finds us")
                    .atMost(PATIENCE)
                    .until(() -> KademliaIT.finds(seeker, second.id(), second.address()));
            await("we find " + seeker).atMost(PATIENCE).until(() -> second.finds(seeker.peerId(), seeker.address()));
        }
    }

    private void awaitFindsAllOthers(RealPeer seeker) {
        for (RealPeer sought : others.values()) {
            if (sought != seeker) {
                await(seeker + " finds " + sought)
                        .atMost(PATIENCE)
                        .until(() -> KademliaIT.finds(seeker, sought.peerId(), sought.address()));
            }
        }
    }

    @Test
    void everybodySeesTheProvidersAndValuesOfAll() {
        TestDht second = ours.get(1);
        second.dht().provide(RendezvousDiscovery.key("here"));
        second.dht().putValue("/test/here".getBytes(UTF_8), "value".getBytes(UTF_8));
        others.forEach((stack, peer) -> {
            await(peer + " provides")
                    .atMost(PATIENCE)
                    .until(() -> peer.execute("provide", stack).isOk());
            await(peer + " puts")
                    .atMost(PATIENCE)
                    .until(() ->
                            peer.execute("putvalue", "/test/" + stack, stack).isOk());
        });
        others.forEach((stack, peer) -> {
            await("we see the provider of " + stack)
                    .atMost(PATIENCE)
                    .until(() -> provides(second, stack.name(), peer.peerId()));
            await("we see the value of " + stack)
                    .atMost(PATIENCE)
                    .until(() -> second.dht()
                            .getValue(("/test/" + stack).getBytes(UTF_8))
                            .isPresent());
        });
        for (RealPeer asker : others.values()) {
            await(asker + " sees our provider").atMost(PATIENCE).until(() -> provides(asker, "here", second.id()));
            await(asker + " sees our value")
                    .atMost(PATIENCE)
                    .until(() -> asker.execute("getvalue", "/test/here").isOk());
            others.forEach((stack, provider) -> await(asker + " sees " + provider)
                    .atMost(PATIENCE)
                    .until(() -> provides(asker, stack.name(), provider.peerId())
                            && asker.execute("getvalue", "/test/" + stack).isOk()));
        }
    }

    /** By provider records of the DHT, as go-libp2p's routing discovery writes and reads them. */
    @Test
    void meetsWithGoUnderAName() throws Exception {
        RealPeer go = other(Stack.GO);
        TestDht second = ours.get(1);
        RendezvousDiscovery discovery = new RendezvousDiscovery(second.host(), second.dht());
        try (AutoCloseable _ = discovery.advertise("meeting")) {
            await().atMost(PATIENCE)
                    .until(() -> go.execute("advertise", "meeting").isOk());
            await().atMost(PATIENCE)
                    .until(() -> go.execute("discover", "meeting")
                            .texts("providers")
                            .contains(second.id().toString()));
            await().atMost(PATIENCE).until(() -> contains(discovery.findPeers("meeting", 10), go.peerId()));
        }
    }

    /** Peers come and go; who stays still finds each other, and what is gone leaves the tables. */
    @Test
    void livesThroughChurn() throws IOException {
        TestDht stays = ours.get(1);
        List<PeerId> gone = new ArrayList<>();
        for (Stack stack : Stack.values()) {
            RealPeer leaves = other(stack);
            PeerId id = leaves.peerId();
            await().atMost(PATIENCE).until(() -> stays.table(id).contains(id));
            leaves.kill();
            gone.add(id);
            RealPeer fresh = RealPeer.start(stack, "-kad", TestDht.PREFIX);
            others.put(stack, fresh);
            fresh.execute("connect", ours.getFirst().address()).orFail();
            await().atMost(PATIENCE).until(() -> stays.finds(fresh.peerId(), fresh.address()));
            await().atMost(PATIENCE).until(() -> !stays.table(id).contains(id));
        }
        Set<PeerId> alive = Stream.concat(
                        Stream.of(ours.getFirst().id()),
                        others.values().stream().map(RealPeer::peerId))
                .collect(Collectors.toSet());
        await().atMost(PATIENCE).until(() -> stays.table(stays.id()).equals(alive));
        for (RealPeer seeker : others.values()) {
            awaitFindsAllOthers(seeker);
            await(seeker + " loses who is gone").atMost(PATIENCE).until(() -> hasNoneOf(gone, seeker));
        }
    }

    /** A peer may notice that another one is gone only when it looks for it. */
    private static boolean hasNoneOf(List<PeerId> gone, RealPeer seeker) {
        List<String> table = seeker.execute("table").orFail().texts("peers");
        List<PeerId> held =
                gone.stream().filter(id -> table.contains(id.toString())).toList();
        held.forEach(id -> seeker.execute("findpeer", id));
        return held.isEmpty();
    }

    private RealPeer other(Stack stack) {
        return Objects.requireNonNull(others.get(stack), stack::name);
    }

    private static boolean provides(RealPeer asker, String name, PeerId provider) {
        Answer answer = asker.execute("findproviders", name);
        return answer.isOk() && answer.texts("providers").contains(provider.toString());
    }

    private static boolean provides(TestDht asker, String name, PeerId provider) {
        return contains(asker.dht().findProviders(RendezvousDiscovery.key(name), 10), provider);
    }

    private static boolean contains(List<KadPeer> peers, PeerId id) {
        return TestDht.contains(peers, id);
    }
}
