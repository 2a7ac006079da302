package io.github.evenkeel.pool;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Expect;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.health.Standby;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pools of which one gets the calls: a primary, and those that stand in for it, such as another region. A pool withdraws on its own
 * measured signal: too few of its members are healthy, or too many of its calls fail. After a hold-down the first pool after it that is
 * well takes over; when one before that is well again for a time, it gives back. A pool without calls has no errors: whether it is well
 * is then a matter of its health, so give its members checks.
 *
 * <p>Use its {@link #acquire} where a pool's is used; any thread, no lock. The signals are read once a second, on the primary's clock
 * and timer. Close it before its pools, which it does not close.
 */
public final class Failover implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Failover.class);
    private static final long PERIOD = Duration.ofSeconds(1).toNanos();

    private final List<Watched> pools;
    private final Rules rules;
    private final Standby.Rules standbyRules;
    private final PoolEnvironment environment;
    private volatile Standby standby = Standby.PRIMARY;
    private volatile boolean closed;
    private volatile @Nullable Future<?> timer;

    private Failover(List<BackendPool> pools, Rules rules) {
        this.pools = pools.stream().map(Watched::new).toList();
        this.rules = Expect.notNull("rules", rules);
        this.standbyRules = new Standby.Rules(rules.takeOver(), rules.giveBack(), true);
        this.environment = pools.get(0).environment();
        later();
    }

    /**
     * When a pool withdraws.
     *
     * @param healthyBelow the share of its judged members' weight that is healthy, below which it does; 0 to 1
     * @param errorsAbove  the share of its calls of the last 10 s that failed by its members' fault, above which it does; 0 to 1
     * @param leastCalls   how many calls there must have been in that time to judge by; 1 or more
     * @param takeOver     how long that must have been so; zero or more
     * @param giveBack     how long a pool must be well again to get the calls back; zero or more
     */
    public record Rules(double healthyBelow, double errorsAbove, int leastCalls, Duration takeOver, Duration giveBack) {
        private static final Rules DEFAULTS = new Rules(0.5, 0.5, 20, Duration.ofSeconds(10), Duration.ofSeconds(60));

        public Rules {
            Expect.within("healthyBelow", healthyBelow, 0, 1);
            Expect.within("errorsAbove", errorsAbove, 0, 1);
            Expect.atLeast("leastCalls", leastCalls, 1);
            Expect.nanos("takeOver", takeOver);
            Expect.nanos("giveBack", giveBack);
        }

        /** Below half healthy, or above half of at least 20 calls failed, for 10 s; back after 60 s. */
        public static Rules defaults() {
            return DEFAULTS;
        }
    }

    /** The secondary stands in for the primary, by {@link Rules#defaults()}. */
    public static Failover of(BackendPool primary, BackendPool secondary) {
        return of(Rules.defaults(), primary, secondary);
    }

    /** As above, with other rules and any number of pools, two or more, the preferred first. */
    public static Failover of(Rules rules, BackendPool... pools) {
        for (BackendPool pool : Expect.notNull("pools", pools)) Expect.notNull("pool", pool);
        Expect.that(pools.length >= 2, "pools", pools.length, "two or more");
        return new Failover(List.of(pools), rules);
    }

    /**
     * Chooses a member of the pool in charge, as {@link BackendPool#acquire(CallContext)} does.
     *
     * @throws NoBackendAvailableException if that has none
     */
    public Lease acquire(CallContext context) {
        return inCharge().acquire(context);
    }

    /** As above, with what {@link Lease#onRevoked} would be told. */
    public Lease acquire(CallContext context, Runnable onRevoked) {
        return inCharge().acquire(context, onRevoked);
    }

    /** The pool that gets the calls. */
    public BackendPool inCharge() {
        return pools.get(standby.charge()).pool;
    }

    /** All of them, the preferred first. */
    public List<BackendPool> pools() {
        return pools.stream().map(watched -> watched.pool).toList();
    }

    /** What was measured when the signals were last read. */
    public List<Reading> status() {
        Standby now = standby;
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < pools.size(); i++) readings.add(pools.get(i).reading(i == now.charge()));
        return List.copyOf(readings);
    }

    /**
     * A pool's signal.
     *
     * @param pool     its name
     * @param inCharge whether it gets the calls
     * @param healthy  the share of its judged members' weight that is healthy; where it stands by, or on trial
     * @param calls    that were answered, or failed, in the last 10 s
     * @param errors   the share of them that failed by its members' fault; 0 without calls
     */
    public record Reading(String pool, boolean inCharge, double healthy, long calls, double errors) {
        /** {@code orders: in charge, 40 % healthy, 61 % of 1200 calls failed}. */
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s: %s, %.0f %% healthy, %.0f %% of %d calls failed",
                    pool,
                    inCharge ? "in charge" : "stands by",
                    100 * healthy,
                    100 * errors,
                    calls);
        }
    }

    /** Stops watching: the pool in charge stays so. */
    @Override
    public void close() {
        closed = true;
        Future<?> last = timer;
        if (last != null) last.cancel(false);
    }

    private void later() {
        try {
            timer = environment.scheduler().schedule(this::look, PERIOD, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException shutDown) {
            LOG.error(
                    "failover of {}: the scheduler takes no more work; {} stays in charge",
                    names(),
                    inCharge().name());
        }
    }

    private void look() {
        if (closed) return;
        try {
            pools.forEach(Watched::look);
            Standby before = standby;
            List<Boolean> well = new ArrayList<>();
            for (int i = 0; i < pools.size(); i++) well.add(well(pools.get(i).reading(i == before.charge())));
            Standby next = before.next(well, standbyRules, environment.clock().getAsLong());
            standby = next;
            if (next.charge() != before.charge()) {
                pools.get(next.charge()).forget();
                LOG.warn(
                        "failover of {}: calls go to {} from now on; {}",
                        names(),
                        inCharge().name(),
                        status());
            }
        } catch (RuntimeException | Error bug) {
            LOG.error("failover of {}: a look at the signals failed; it goes on", names(), bug);
        } finally {
            later();
        }
    }

    private boolean well(Reading reading) {
        boolean failing =
                reading.inCharge() && reading.calls() >= rules.leastCalls() && reading.errors() > rules.errorsAbove();
        return reading.healthy() > 0 && reading.healthy() >= rules.healthyBelow() && !failing;
    }

    private List<String> names() {
        return pools.stream().map(watched -> watched.pool.name()).toList();
    }

    /** A pool and its counts, second by second. Written by the timer alone. */
    private static final class Watched {
        private static final int SECONDS = 10;

        final BackendPool pool;
        private final Counted counted = new Counted();
        private final long[] calls = new long[SECONDS];
        private final long[] faults = new long[SECONDS];
        private int second;
        private volatile Reading latest;
        private volatile double healthyOrOnTrial;

        Watched(BackendPool pool) {
            this.pool = pool;
            PoolStatus status = pool.status();
            counted.more(status);
            this.latest = new Reading(pool.name(), false, healthy(status, false), 0, 0);
            this.healthyOrOnTrial = healthy(status, true);
        }

        void look() {
            PoolStatus status = pool.status();
            long[] more = counted.more(status);
            calls[second] = more[0];
            faults[second] = more[1];
            second = (second + 1) % SECONDS;
            long all = Arrays.stream(calls).sum();
            double errors = all == 0 ? 0 : (double) Arrays.stream(faults).sum() / all;
            latest = new Reading(pool.name(), false, healthy(status, false), all, errors);
            healthyOrOnTrial = healthy(status, true);
        }

        /** What was before it took over says nothing of now. */
        void forget() {
            Arrays.fill(calls, 0);
            Arrays.fill(faults, 0);
        }

        /** Of a member on trial the time is over, and only calls can tell more: a pool that has none is not to wait for them. */
        Reading reading(boolean inCharge) {
            Reading last = latest;
            double healthy = inCharge ? last.healthy() : healthyOrOnTrial;
            return new Reading(last.pool(), inCharge, healthy, last.calls(), last.errors());
        }

        private static double healthy(PoolStatus status, boolean orOnTrial) {
            double healthy = 0;
            double judged = 0;
            for (MemberStatus member : status.members()) {
                double weight = member.backend().weight();
                switch (member.status()) {
                    case HEALTHY, WARMING -> {
                        healthy += weight;
                        judged += weight;
                    }
                    case TRIAL -> {
                        if (orOnTrial) healthy += weight;
                        judged += weight;
                    }
                    case UNHEALTHY, EJECTED -> judged += weight;
                    case STARTING, DRAINING, MAINTENANCE -> {}
                }
            }
            return judged == 0 ? 0 : healthy / judged;
        }
    }
}
