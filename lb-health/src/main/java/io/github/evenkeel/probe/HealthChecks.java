package io.github.evenkeel.probe;

import io.github.evenkeel.Expect;
import io.github.evenkeel.health.ProbeRules;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.ProbeObserver;
import io.github.evenkeel.pool.ProbeTarget;
import io.github.evenkeel.pool.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Active checks of a pool's members, running until closed. Safe for several threads.
 *
 * <pre>{@code
 * HealthChecks checks = HealthChecks.of(orders)
 *         .probe(Probes.http("/readyz"))
 *         .every(Duration.ofSeconds(5)).timeout(Duration.ofSeconds(2))
 *         .unhealthyAfter(3).healthyAfter(2)
 *         .start();
 * }</pre>
 *
 * <p><b>When.</b> The members present at the start serve until a verdict; their first probes are spread evenly over one interval, so
 * that no storm arises. A member that joins later is probed at once and serves from its first good probe on. Then each is probed an
 * interval, 10 % more or less at random, after the start of its last probe. No member has two probes at once: one that does not end
 * at its time-out is interrupted, is a failure then and again at every interval, and holds up this member's next probe until it has
 * ended.
 *
 * <p><b>Where.</b> The pool's scheduler keeps the time, probes run on threads of their own (see {@link Builder#executor}).
 *
 * <p>Close checks before their pool. Where the pool was closed first, closing them is still right, and releases what they hold.
 */
public final class HealthChecks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

    private final ProbeRun run;
    private final @Nullable ProbeThreads ownThreads;
    private final Subscription subscription;

    private HealthChecks(ProbeRun run, @Nullable ProbeThreads ownThreads, Subscription subscription) {
        this.run = run;
        this.ownThreads = ownThreads;
        this.subscription = subscription;
    }

    /** Describes checks of this pool. */
    public static Builder of(BackendPool pool) {
        return new Builder(Expect.notNull("pool", pool));
    }

    /**
     * Ends the checks: all members count as unchecked. Probes under way are interrupted, not waited for; what they still see changes
     * nothing. Idle connections and threads are released. Calling it again does nothing.
     */
    @Override
    public void close() {
        subscription.close();
        if (ownThreads != null) ownThreads.close();
        run.close();
    }

    @Override
    public String toString() {
        return "HealthChecks[" + run + "]";
    }

    /** Who is probed: a loop for each member. Called one at a time, under the pool's lock. */
    private static final class Loops implements ProbeObserver {
        private final ProbeRun run;
        private final Map<ProbeTarget, ProbeLoop> loops = new ConcurrentHashMap<>();
        private final List<ProbeLoop> present = new ArrayList<>();
        private volatile @Nullable Thread starter = Thread.currentThread();

        Loops(ProbeRun run) {
            this.run = run;
        }

        @Override
        public void joined(ProbeTarget target) {
            ProbeLoop loop = new ProbeLoop(target, run);
            loops.put(target, loop);
            // By the thread and not by a flag: others may add members as soon as the pool has called those present.
            if (Thread.currentThread() == starter) present.add(loop);
            else loop.begin(0);
        }

        @Override
        public void left(ProbeTarget target) {
            ProbeLoop loop = loops.remove(target);
            if (loop != null) loop.end();
        }

        void begin() {
            starter = null;
            double phase = run.phase();
            for (int i = 0; i < present.size(); i++) {
                present.get(i).begin(run.firstDelay(i, present.size(), phase));
            }
            present.clear();
        }
    }

    /** Collects the description of checks. Not safe for several threads. */
    public static final class Builder {
        private final BackendPool pool;
        private @Nullable Probe probe;
        private Duration interval = Duration.ofSeconds(5);
        private Duration timeout = Duration.ofSeconds(2);
        private ProbeRules rules = new ProbeRules(3, 2);
        private @Nullable Executor executor;

        private Builder(BackendPool pool) {
            this.pool = pool;
        }

        /** How to ask; it must be given. */
        public Builder probe(Probe value) {
            probe = Expect.notNull("probe", value);
            return this;
        }

        /** From the start of a member's probe to the start of its next, 10 % more or less; above 0, default 5 s. */
        public Builder every(Duration value) {
            Expect.positiveNanos("every", value);
            interval = value;
            return this;
        }

        /**
         * How long a probe may take, from when it begins on its thread; above 0 and less than the interval, default 2 s.
         */
        public Builder timeout(Duration value) {
            Expect.positiveNanos("timeout", value);
            timeout = value;
            return this;
        }

        /** How many failures in a row put a member out; 1 or more, default 3. */
        public Builder unhealthyAfter(int failures) {
            rules = new ProbeRules(failures, rules.healthyAfter());
            return this;
        }

        /** How many successes in a row bring it back; 1 or more, default 2. The first one admits a member that joined. */
        public Builder healthyAfter(int successes) {
            rules = new ProbeRules(rules.unhealthyAfter(), successes);
            return this;
        }

        /**
         * Where probes run; default daemon threads of these checks' own, at most 64. Probes block, so it must have a thread for
         * each that may hang: virtual threads are a good choice. The timer hands probes over, so it must not block or run them itself.
         * It must run each task or reject it with an exception, and is then asked again an interval later; where it drops one silently,
         * that member is probed no more. It is the caller's to shut down.
         *
         * <p>A time-out counts from when a probe begins. So where all threads hang in probes that heed no interrupt, 64 of the default
         * ones for instance, the other members keep the verdicts they have until a thread is free.
         */
        public Builder executor(Executor value) {
            executor = Expect.notNull("executor", value);
            return this;
        }

        /**
         * Starts the checks.
         *
         * @throws IllegalArgumentException if there is no probe, or the time-out is not less than the interval
         * @throws IllegalStateException    if the pool has checks already or is closed
         */
        public HealthChecks start() {
            Probe given = probe;
            if (given == null) {
                throw Expect.violation("probe", "none", "a probe, such as Probes.http(\"/readyz\")");
            }
            Expect.that(
                    timeout.compareTo(interval) < 0,
                    "timeout",
                    timeout,
                    "less than the interval, which is " + interval);
            Probe bound = Expect.notNull("probe.forPool(\"" + pool.name() + "\")", given.forPool(pool.name()));
            ProbeThreads ownThreads = executor == null ? new ProbeThreads(pool.name()) : null;
            Executor threads = ownThreads != null ? ownThreads : Expect.notNull("executor", executor);
            ProbeRun run = new ProbeRun(pool.name(), bound, threads, interval.toNanos(), timeout, pool.environment());
            Loops loops = new Loops(run);
            Subscription subscription = pool.startChecks(rules, loops);
            loops.begin();
            LOG.info("{}", run);
            return new HealthChecks(run, ownThreads, subscription);
        }
    }
}
