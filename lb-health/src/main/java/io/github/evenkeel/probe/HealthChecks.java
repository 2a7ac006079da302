package io.github.evenkeel.probe;

import io.github.evenkeel.Expect;
import io.github.evenkeel.health.ProbeRules;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Subscription;
import java.time.Duration;
import java.util.List;
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
 * that no storm arises. A member that joins later is probed at once and serves from its first good probe on; where many join together,
 * their first probes are spread as well. Then each is probed an interval, 10 % more or less at random, after the start of its last
 * probe; and at once when its own calls have put it out. No member has two probes at once: one that does not end at its time-out is
 * interrupted, is a failure then and again at every interval, and holds up this member's next probe until it has ended, and for a tenth
 * of the time-out more if that is longer than the interval.
 *
 * <p><b>What to ask.</b> Whether the backend is <em>ready</em>: "send me traffic?", a path that looks at what its calls need. Traffic
 * follows that answer. Whether it is <em>alive</em>, "restart me?", is asked by who can restart it; such a path touches nothing, and
 * stays green while every call fails. Where readiness looks at what all backends share, a database say, they all fail together: then
 * too few are healthy to be believed, and the pool serves on (see {@code BackendPool.Builder.panicBelow}).
 *
 * <p><b>What follows.</b> Failures in a row put a member out, good probes in a row bring it back; one that fails again soon after it
 * came back must be good for a while, longer each time (see {@link Builder#holdFlapping}). An answer may be good but
 * {@link ProbeResult#degraded degraded}: then the member stays and takes less. {@link #toString} has how long it takes until a dead
 * backend is out and back, and so has the log at the start; settings known to hurt are logged too and are in the pool's status.
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
        run.closing();
        subscription.close();
        if (ownThreads != null) ownThreads.close();
        run.close();
    }

    @Override
    public String toString() {
        return "HealthChecks[" + run + "]";
    }

    /** Collects the description of checks. Not safe for several threads. */
    public static final class Builder {
        private final BackendPool pool;
        private @Nullable Probe probe;
        private Duration interval = Duration.ofSeconds(5);
        private @Nullable Duration whileChanging;
        private @Nullable Duration whileOut;
        private double jitter = 0.1;
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

        /** From the start of a member's probe to the start of its next, more or less the jitter; above 0, default 5 s. */
        public Builder every(Duration value) {
            Expect.positiveNanos("every", value);
            interval = value;
            return this;
        }

        /**
         * The interval instead of {@link #every} while a change is pending: the last probe was bad and the member is in, or good and it is
         * out, or it joined and has not passed yet; or it is out and was bad again after good ones, fewer times than put a member out.
         * Above 0; default as {@link #every}.
         */
        public Builder everyWhileChanging(Duration value) {
            Expect.positiveNanos("everyWhileChanging", value);
            whileChanging = value;
            return this;
        }

        /** The interval instead of {@link #every} while the member is out by its probes. Above 0; default as {@link #every}. */
        public Builder everyWhileOut(Duration value) {
            Expect.positiveNanos("everyWhileOut", value);
            whileOut = value;
            return this;
        }

        /**
         * How much longer or shorter each interval is at random, so that many clients do not probe in step; 0 to 0.5, default 0.1.
         */
        public Builder jitter(double share) {
            jitter = Expect.within("jitter", share, 0, 0.5);
            return this;
        }

        /**
         * How long a probe may take, from when it begins on its thread; above 0 and less than every interval, default 2 s.
         */
        public Builder timeout(Duration value) {
            Expect.positiveNanos("timeout", value);
            timeout = value;
            return this;
        }

        /** How many failures in a row put a member out; 1 or more, default 3. */
        public Builder unhealthyAfter(int failures) {
            rules = rules.withUnhealthyAfter(failures);
            return this;
        }

        /** How many successes in a row bring it back; 1 or more, default 2. The first one admits a member that joined. */
        public Builder healthyAfter(int successes) {
            rules = rules.withHealthyAfter(successes);
            return this;
        }

        /**
         * How long a member that joined may fail its probes before that is worth a warning and an event; zero or more, default 60 s, and
         * slightly more than the slowest boot. It gets no calls before its first good probe, in its grace or after, unless all members
         * were replaced at once.
         */
        public Builder startGrace(Duration value) {
            rules = rules.withStartGrace(value);
            return this;
        }

        /**
         * How long a member that flaps must be good before it is back: {@code base} when it fails again within
         * {@code max} after it came back, doubled each further time, at most {@code max}; up to 10 % longer at random. It begins anew
         * with as many failures in a row as put a member out; fewer do not matter. Each {@code max} in service takes one time back.
         * {@code BackendPool.ready} ends it, and in panic it does not count. Default 30 s to 300 s.
         *
         * @param base 1 ms or more
         * @param max  not below base
         */
        public Builder holdFlapping(Duration base, Duration max) {
            rules = rules.withHold(base, max);
            return this;
        }

        /**
         * Where probes run; default daemon threads of these checks' own: 4, and more where probes wait, as they do when
         * some hang or the machine is busy, up to 64. Probes block, so it must have a thread for each that may hang: virtual threads
         * are a good choice ({@code Executors.newVirtualThreadPerTaskExecutor()} from Java 21 on). The timer hands probes over, so it must not block or run them itself.
         * It must run each task or reject it with an exception, and is then asked again an interval later; where it drops one silently,
         * that member is probed no more. It is the caller's to shut down.
         *
         * <p>A time-out counts from when a probe begins. So where all threads hang in probes that heed no interrupt, 64 of the default
         * ones for instance, the other members keep the verdicts they have until a thread is free, and
         * the pool's status has a warning that says so.
         */
        public Builder executor(Executor value) {
            executor = Expect.notNull("executor", value);
            return this;
        }

        /**
         * Starts the checks.
         *
         * @throws IllegalArgumentException if there is no probe, or the time-out is not less than each interval
         * @throws IllegalStateException    if the pool has checks already or is closed
         */
        public HealthChecks start() {
            Probe given = probe;
            if (given == null) {
                throw Expect.violation("probe", "none", "a probe, such as Probes.http(\"/readyz\")");
            }
            Duration changing = whileChanging != null ? whileChanging : interval;
            Duration out = whileOut != null ? whileOut : interval;
            for (Duration each : List.of(interval, changing, out)) {
                Expect.that(
                        timeout.compareTo(each) < 0, "timeout", timeout, "less than the interval, which is " + each);
            }
            Pace pace = new Pace(interval, changing, out, jitter, timeout, rules);
            Probe bound = Expect.notNull("probe.forPool(\"" + pool.name() + "\")", given.forPool(pool.name()));
            List<String> advice = Cautions.on(pace, bound);
            ProbeThreads ownThreads = executor == null
                    ? new ProbeThreads(pool.name(), pool.environment().scheduler())
                    : null;
            Executor threads = ownThreads != null ? ownThreads : Expect.notNull("executor", executor);
            Executor forHanging = ownThreads != null ? ownThreads.forHanging() : threads;
            ProbeRun run = new ProbeRun(pool.name(), bound, threads, forHanging, pace, pool.environment());
            Loops loops = new Loops(run, advice);
            Subscription subscription = pool.startChecks(rules, loops);
            loops.begin();
            LOG.info("{}", run);
            advice.forEach(each -> LOG.warn("pool {}: {}", pool.name(), each));
            return new HealthChecks(run, ownThreads, subscription);
        }
    }
}
