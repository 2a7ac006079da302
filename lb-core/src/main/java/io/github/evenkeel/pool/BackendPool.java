package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Expect;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.health.Floor;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.Priorities;
import io.github.evenkeel.health.ProbeRules;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.retry.RetryBudget;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A named set of backends that shares calls out among those that are well.
 *
 * <p>{@link #acquire} chooses a backend and counts the call in; the {@link Lease} it returns takes what the call told and counts it
 * out. Both may be called by any thread, take no lock and never wait. Everything else (membership, drains, status) is for operators'
 * threads: serial, and linear in the number of members.
 *
 * <p>Close a pool after the clients that use it and the checks that watch it. Calls in flight may still finish.
 */
public final class BackendPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackendPool.class);

    private final PoolSettings settings;
    private final PoolEnvironment environment;
    private final RetryBudget retryBudget;
    private final EventBus events;
    final ControlPlane control;
    private final DataPlane calls;
    private final Map<Class<?>, Object> attachments = new ConcurrentHashMap<>();

    private BackendPool(
            PoolSettings settings, PoolEnvironment environment, RetryBudget retryBudget, List<Backend> backends) {
        this.settings = settings;
        this.environment = environment;
        this.retryBudget = retryBudget;
        this.events = new EventBus(settings.name(), environment.listeners(), LOG);
        this.control = new ControlPlane(settings, environment, events, LOG);
        this.calls = new DataPlane(settings.name(), control);
        control.start(backends);
    }

    /**
     * Describes a pool.
     *
     * @param name how calls name it: a host name in lower case, {@code [a-z0-9.-]}
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** The name. */
    public String name() {
        return settings.name();
    }

    // ---- calls

    /**
     * Chooses a member for a call and counts it in. Any thread; no lock; allocates the lease and its weak handle. Cost: the
     * selector's, see {@link Selectors}.
     *
     * @return the lease, to be closed when the call is over
     * @throws NoBackendAvailableException if no member may be called, or the pool is closed
     */
    public Lease acquire(CallContext context) {
        return calls.acquire(Expect.notNull("context", context), null);
    }

    /**
     * As {@link #acquire(CallContext)}, with what {@link Lease#onRevoked} would be told, from the first instant on.
     *
     * @param onRevoked what to do if the pool takes the member away before the call has ended
     */
    public Lease acquire(CallContext context, Runnable onRevoked) {
        return calls.acquire(Expect.notNull("context", context), Expect.notNull("onRevoked", onRevoked));
    }

    /**
     * Counts a call in on this member, whomever the selector would choose, if it may be called now. Any thread; no lock, O(1).
     *
     * @param onRevoked as in {@link #acquire(CallContext, Runnable)}
     * @return the lease; null if there is no such member, or it gets no calls now
     */
    public @Nullable Lease tryAcquire(String id, Runnable onRevoked) {
        Expect.notNull("onRevoked", onRevoked);
        return calls.tryAcquire(Expect.notNull("id", id), CallContext.any(), onRevoked);
    }

    /**
     * As {@link #tryAcquire(String, Runnable)}, with the {@linkplain CallContext#route route} of the call: what it brings is told to
     * that too. Whether the route would rather do without the member is {@link #avoids}'s to say.
     *
     * @param onRevoked as in {@link #acquire(CallContext, Runnable)}
     * @return the lease; null if there is no such member, or it gets no calls now
     */
    public @Nullable Lease tryAcquire(String id, CallContext context, Runnable onRevoked) {
        Expect.notNull("context", context);
        Expect.notNull("onRevoked", onRevoked);
        return calls.tryAcquire(Expect.notNull("id", id), context, onRevoked);
    }

    /** True while calls of this one's route do without the member, for it fails them. Any thread; no lock, O(1). */
    public boolean avoids(String id, CallContext context) {
        return calls.avoids(Expect.notNull("id", id), Expect.notNull("context", context));
    }

    // ---- membership

    /**
     * Adds a backend. It serves at once, or after its first good probe where checks run.
     *
     * @throws IllegalArgumentException if its id is a member already
     */
    public void add(Backend backend) {
        control.membership().add(Expect.notNull("backend", backend));
    }

    /**
     * Makes these the members. Those known by id keep their live state and take the new weight, zone and priority; the same id at
     * another address is another server; those missing are removed as by {@link #forceRemove}. An empty list is ignored with a warning,
     * unless {@link Builder#acceptEmptyUpdates} says otherwise.
     *
     * @throws IllegalArgumentException if two have the same id
     */
    public void update(Collection<Backend> backends) {
        control.membership().update(distinct(backends));
    }

    /**
     * Removes a member: no new calls from now on; the calls in flight have the pool's drain time-out to finish, and are revoked near
     * its end as in {@link #drain}.
     *
     * @return completes when its last call has ended, never before
     * @throws IllegalArgumentException if there is no such member
     * @throws IllegalStateException if it is the last that serves
     */
    public CompletableFuture<Drained> remove(String id) {
        return control.commands().remove(Expect.notNull("id", id), false);
    }

    /** As {@link #remove}, even if nobody is left then to take the calls. */
    public CompletableFuture<Drained> forceRemove(String id) {
        return control.commands().remove(Expect.notNull("id", id), true);
    }

    /** The backends, in the order they joined. */
    public List<Backend> backends() {
        return control.membership().backends();
    }

    // ---- operators

    /**
     * No new calls for this member from now on; those in flight finish, and what is left near the time-out is revoked: one call after
     * the other, oldest first, over the last fifth of the time-out, 5 s at most, the last at its end. A single one has all of it. It
     * stays a member, until {@link #ready} or {@link #remove}.
     *
     * @param timeout zero or more; the longest legitimate call plus 5 s, or plus a quarter of it where it is shorter than 20 s
     * @return completes when its last call has ended, never before: a caller that holds a response open and does not read it holds
     *     the drain too. Exceptionally if the drain is given up
     * @throws IllegalArgumentException if there is no such member
     * @throws IllegalStateException if it is the last that serves
     */
    public CompletableFuture<Drained> drain(String id, Duration timeout) {
        Expect.nanos("timeout", timeout);
        return control.commands().drain(Expect.notNull("id", id), timeout, false);
    }

    /** As {@link #drain}, even if nobody is left then to take the calls. */
    public CompletableFuture<Drained> forceDrain(String id, Duration timeout) {
        Expect.nanos("timeout", timeout);
        return control.commands().drain(Expect.notNull("id", id), timeout, true);
    }

    /**
     * The operator vouches for this member: ends a drain, maintenance or an ejection. Probes still have their say.
     *
     * @throws IllegalArgumentException if there is no such member
     */
    public void ready(String id) {
        control.commands().ready(Expect.notNull("id", id));
    }

    /**
     * No new calls for this member until it is {@link #ready}; those in flight finish in their own time, or at the time-out of a
     * drain that runs already.
     *
     * @throws IllegalArgumentException if there is no such member
     * @throws IllegalStateException if it is the last that serves
     */
    public void maintenance(String id) {
        control.commands().maintenance(Expect.notNull("id", id), false);
    }

    /** As {@link #maintenance}, even if nobody is left then to take the calls. */
    public void forceMaintenance(String id) {
        control.commands().maintenance(Expect.notNull("id", id), true);
    }

    /**
     * Where one priority serves and the others stand by: the first that has members takes over again, at once.
     *
     * @throws IllegalStateException if the pool's {@link Builder#priorities} are not strict
     */
    public void giveBack() {
        control.commands().giveBack();
    }

    // ---- looking on

    /** The pool now: who serves, who does not, and why. O(N). */
    public PoolStatus status() {
        return control.overview().status(events.dropped(), retryBudget);
    }

    /**
     * Whom a call like this would get now, and why not the others: a dry pick. It goes as a real one would: it tries a member on trial,
     * and where the call has tried all there are, one of them again. Counts nothing, moves no cursor and no key, and takes no trial. O(N).
     */
    public Explanation explain(CallContext context) {
        return control.overview().explain(Expect.notNull("context", context));
    }

    /** Tells a listener of every event from now on, one at a time, on a listener thread. What it throws is logged. */
    public Subscription onEvent(Consumer<? super PoolEvent> listener) {
        return events.subscribe(Expect.notNull("listener", listener));
    }

    /** How often calls of this pool may be sent again: one budget for all adapters that do so. */
    public RetryBudget retryBudget() {
        return retryBudget;
    }

    /**
     * An object of an adapter's own that lives as long as this pool; made on first use, once.
     *
     * @param type names it; one object per type
     */
    public <T> T attachment(Class<T> type, Supplier<? extends T> make) {
        Expect.notNull("make", make);
        return type.cast(attachments.computeIfAbsent(
                Expect.notNull("type", type), absent -> Expect.notNull("make.get()", make.get())));
    }

    /** What this pool runs on, for adapters and checks that work with it. */
    public PoolEnvironment environment() {
        return environment;
    }

    /**
     * Starts active checks: for code that probes, such as {@code HealthChecks}. The observer is told at once of every member.
     * Members present serve until a verdict; those that join later wait for their first good probe.
     *
     * @return ends the checks; then all members count as unchecked
     * @throws IllegalStateException if checks run already
     */
    public Subscription startChecks(ProbeRules rules, ProbeObserver observer) {
        return control.inspection().start(Expect.notNull("rules", rules), Expect.notNull("observer", observer))::run;
    }

    /** Ends the pool: no new calls; calls in flight finish untouched. Calling it again does nothing. */
    @Override
    public void close() {
        control.close();
    }

    @Override
    public String toString() {
        return status().toString();
    }

    private static List<Backend> distinct(Collection<Backend> backends) {
        Expect.notNull("backends", backends);
        Set<String> ids = new HashSet<>();
        for (Backend backend : backends) {
            Expect.notNull("backend", backend);
            Expect.that(ids.add(backend.id()), "id", backend.id(), "ids that differ");
        }
        return List.copyOf(backends);
    }

    /** Collects a pool's description. Not safe for several threads. */
    public static final class Builder {
        private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

        private final String name;
        private final List<Backend> backends = new ArrayList<>();
        private Selector selector = Selectors.adaptive();
        private OutlierDetection outliers = OutlierDetection.defaults();
        private Floor floor = Floor.DEFAULT;
        private Priorities priorities = Priorities.spill();
        private String zone = "";
        private SlowStart slowStart = SlowStart.defaults();
        private Duration drainTimeout = Duration.ofSeconds(30);
        private Duration maxHoldOff = Duration.ofSeconds(30);
        private boolean acceptEmptyUpdates;
        private double retryShare = 0.1;
        private double retriesPerSecond = 3;
        private LongSupplier clock = Ambient.CLOCK;
        private @Nullable ScheduledExecutorService scheduler;
        private RandomGenerator random = Ambient.RANDOM;
        private @Nullable Executor listeners;

        private Builder(String name) {
            Expect.notNull("name", name);
            Expect.that(
                    NAME.matcher(name).matches() && name.length() <= 253,
                    "name",
                    '"' + name + '"',
                    "a host name in lower case: a-z, 0-9, '.' and '-', beginning and ending with a letter or digit");
            this.name = name;
        }

        /** Adds a backend of weight 1. */
        public Builder backend(String host, int port) {
            return backend(Backend.of(host, port));
        }

        /** Adds a backend. */
        public Builder backend(Backend backend) {
            backends.add(Expect.notNull("backend", backend));
            return this;
        }

        /** Adds backends. */
        public Builder backends(Collection<Backend> more) {
            Expect.notNull("backends", more).forEach(this::backend);
            return this;
        }

        /** How to choose; default {@link Selectors#adaptive()}. */
        public Builder selector(Selector value) {
            selector = Expect.notNull("selector", value);
            return this;
        }

        /** How calls judge the backends; default {@link OutlierDetection#defaults()}. */
        public Builder outlierDetection(OutlierDetection value) {
            outliers = Expect.notNull("outlierDetection", value);
            return this;
        }

        /**
         * How a member that joins or returns comes to its full share, whoever had put it out; default {@link SlowStart#defaults()}.
         * It is measured against the member of its kind that has served longest, so a pool that starts together is not cold; in panic
         * nobody warms up.
         */
        public Builder slowStart(SlowStart value) {
            slowStart = Expect.notNull("slowStart", value);
            return this;
        }

        /** How members of different {@linkplain Backend#priority priority} share the calls; default {@link Priorities#spill()}. */
        public Builder priorities(Priorities value) {
            priorities = Expect.notNull("priorities", value);
            return this;
        }

        /**
         * The zone whose members are preferred, within each priority: usually the one the application runs in. Its members get at most
         * 140 % of what they would without; what they cannot take goes to the others. Default: none.
         */
        public Builder zone(String value) {
            zone = Expect.text("zone", value);
            return this;
        }

        /** The share of healthy members below which health is not believed; 0 to 1, default 0.5. */
        public Builder panicBelow(double share) {
            floor = new Floor(share, floor.minimumHealthy(), floor.failFast());
            return this;
        }

        /** How many healthy members there must be, or health is not believed; 0 or more, default 1. */
        public Builder minimumHealthy(int count) {
            floor = new Floor(floor.panicBelow(), count, floor.failFast());
            return this;
        }

        /**
         * Switches panic off: when the probes have put everybody out, calls fail at once. Ejection still leaves half of the pool in, and
         * the last member; for calls to fail when all are ejected, add {@code minimumHealthy(0)} and
         * {@link OutlierDetection#withMaxEjected withMaxEjected(1)}. Where most fail alike, nobody is ejected.
         */
        public Builder failFast() {
            floor = new Floor(floor.panicBelow(), floor.minimumHealthy(), true);
            return this;
        }

        /**
         * What the calls in flight of a removed member get to finish; zero or more, default 30 s. The last fifth, 5 s at most, is when
         * those that are left are revoked.
         */
        public Builder drainTimeout(Duration value) {
            Expect.nanos("drainTimeout", value);
            drainTimeout = value;
            return this;
        }

        /** The longest pause a backend may ask for with 429 or 503; zero or more, default 30 s. */
        public Builder maxHoldOff(Duration value) {
            Expect.nanos("maxHoldOff", value);
            maxHoldOff = value;
            return this;
        }

        /** Whether {@link BackendPool#update} with an empty list removes everyone; default false: it keeps the last list. */
        public Builder acceptEmptyUpdates(boolean value) {
            acceptEmptyUpdates = value;
            return this;
        }

        /**
         * How many of the calls may be sent again, by whatever sends them: retries, hedges. See {@link RetryBudget}.
         *
         * @param share     of the calls of the last 10 s; 0 to 1, default 0.1
         * @param perSecond how many more for each second, on average over 10 s; zero or more, default 3
         */
        public Builder retryBudget(double share, double perSecond) {
            // Its own checks, at once.
            RetryBudget checked = new RetryBudget(share, perSecond, 0);
            retryShare = checked.share();
            retriesPerSecond = checked.perSecond();
            return this;
        }

        /** Nanoseconds that never go back; default {@link System#nanoTime}. For tests: {@code VirtualTime}. */
        public Builder clock(LongSupplier value) {
            clock = Expect.notNull("clock", value);
            return this;
        }

        /** Timers; default one daemon thread shared by all pools. The pool never shuts it down. */
        public Builder scheduler(ScheduledExecutorService value) {
            scheduler = Expect.notNull("scheduler", value);
            return this;
        }

        /** Randomness, safe for every thread that calls; default the thread's own generator. For tests: one with a seed. */
        public Builder random(RandomGenerator value) {
            random = Expect.notNull("random", value);
            return this;
        }

        /**
         * Where listeners run; default daemon threads shared by all pools, one at a time per pool. It must not run them on the
         * thread that hands them over.
         */
        public Builder listeners(Executor value) {
            listeners = Expect.notNull("listeners", value);
            return this;
        }

        /**
         * Builds the pool.
         *
         * @throws IllegalArgumentException if it has no backends, or two with the same id
         */
        public BackendPool build() {
            Expect.that(!backends.isEmpty(), "backends", "none", "at least one backend in pool " + name);
            PoolSettings settings = new PoolSettings(
                    name,
                    selector,
                    outliers,
                    floor,
                    slowStart,
                    priorities,
                    zone,
                    drainTimeout,
                    maxHoldOff,
                    acceptEmptyUpdates);
            PoolEnvironment environment = new PoolEnvironment(
                    clock,
                    scheduler != null ? scheduler : Ambient.timer(),
                    random,
                    listeners != null ? listeners : Ambient.listeners());
            RetryBudget retryBudget = new RetryBudget(retryShare, retriesPerSecond, clock.getAsLong());
            return new BackendPool(settings, environment, retryBudget, distinct(backends));
        }
    }
}
