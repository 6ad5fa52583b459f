package io.replicator.simulator.load;

import io.replicator.simulator.history.Contest;
import io.replicator.simulator.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Loads nodes by a plan, and checks everything that they say, while it goes on and afterwards. Runs once. */
public final class Load {

    private static final long SHORTEST_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_INTERVALS = 600;
    /** Contended keys in a report. */
    private static final int MOST_CONTESTS = 20;

    private final LoadPlan plan;
    private final List<Target> targets;
    private final Disturbance disturbance;
    private final Absence absence;
    private final Progress progress;
    private final CountDownLatch stop = new CountDownLatch(1);

    /** What to make of nodes that are not there when the load is over. */
    public enum Absence {
        /** They are somebody else's: what the others say is enough. */
        ALLOWED,
        /** Nobody has ended them: they have failed. */
        FAILURE
    }

    /**
     * @param targets at most as many as there are connections
     */
    public Load(LoadPlan plan, List<Target> targets, Disturbance disturbance, Absence absence, Progress progress) {
        if (targets.isEmpty() || targets.size() > plan.connections()) {
            throw new IllegalArgumentException("every node needs a connection, and there is at least one node");
        }
        this.plan = plan;
        this.targets = List.copyOf(targets);
        this.disturbance = disturbance;
        this.absence = absence;
        this.progress = progress;
    }

    /** Ends the load early, from any thread; what can be checked is checked then. */
    public void stop() {
        stop.countDown();
    }

    /** Loads, checks, and tells what came of it. */
    public LoadResult run() throws InterruptedException {
        String prefix = "load." + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36) + ".";
        Values values = new Values(plan.leastValue(), plan.mostValue());
        Witness witness = new Witness(stop::countDown);
        Meter meter = new Meter(plan.measuredFrom());
        Unknowns unknowns = new Unknowns();
        List<NodeWatch> watches =
                targets.stream().map(target -> new NodeWatch()).toList();
        List<Report.Cluster> network = Targets.network(targets);
        try (Deadlines deadlines = new Deadlines(Connection.ANSWER_TIMEOUT)) {
            RunTime time = new RunTime(stop);
            Agenda agenda =
                    new Agenda(plan, targets.stream().map(Target::cluster).toList(), prefix, time, meter);
            Client.Shared shared = new Client.Shared(agenda, time, new AtomicLong(), values, witness, meter, unknowns);
            disturbance.begin(time::now);
            long ended = load(shared, watches, deadlines);
            Disturbance.Account wrong = disturbance.end();
            List<List<NodeWatch.Outage>> outages =
                    watches.stream().map(watch -> watch.outages(ended)).toList();
            List<Contest<String, String>> contests = witness.history().contended(MOST_CONTESTS);
            FinalCheck.Result check = witness.broken().isPresent()
                    ? null
                    : check(new FinalCheck(
                            targets,
                            plan.checkedKeys(),
                            plan.seed(),
                            new Answers(values),
                            witness,
                            unknowns,
                            time,
                            deadlines));
            return new LoadResult(
                    plan, targets, network, ended, meter, witness, unknowns, contests, outages, wrong, absence, check);
        }
    }

    /** Returns when the last operation could begin. */
    private long load(Client.Shared shared, List<NodeWatch> watches, Deadlines deadlines) throws InterruptedException {
        List<Connection> connections = new ArrayList<>();
        CountDownLatch over = new CountDownLatch(1);
        Thread ticker =
                Thread.ofPlatform().name("load-progress").start(() -> tick(shared.time(), shared.meter(), over));
        long ended;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < plan.connections(); i++) {
                int node = i % targets.size();
                Connection connection = new Connection(targets.get(node).url(), deadlines);
                connections.add(connection);
                clients.add(threads.submit(new Client(node, connection, watches.get(node), plan.mostValue(), shared)));
            }
            var _ = shared.time().await(plan.end());
            ended = Math.min(shared.time().now(), plan.end());
            for (Future<?> client : clients) {
                client.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client failed", e.getCause());
        } finally {
            stop.countDown();
            over.countDown();
            ticker.join();
            connections.forEach(Connection::close);
        }
        shared.agenda().close(ended);
        shared.meter().look(shared.time().now());
        return ended;
    }

    private void tick(Time time, Meter meter, CountDownLatch over) {
        long interval = Math.max(SHORTEST_INTERVAL_NANOS, plan.end() / MOST_INTERVALS);
        double of = plan.end() / 1e9;
        try {
            // Looks once just after the end of the warm-up, so that no interval belongs to both sides.
            long next = plan.measuredFrom() % interval == 0 ? interval : plan.measuredFrom() % interval;
            while (!over.await(next - time.now(), TimeUnit.NANOSECONDS)) {
                long now = time.now();
                progress.loading(now / 1e9, of, meter.look(now));
                next += interval;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private FinalCheck.Result check(FinalCheck check) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Thread ticker = Thread.ofPlatform().name("load-progress").start(() -> {
            try {
                while (!over.await(Duration.ofSeconds(1).toMillis(), TimeUnit.MILLISECONDS)) {
                    check.tell(progress);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            return check.run();
        } finally {
            over.countDown();
            ticker.join();
        }
    }
}
