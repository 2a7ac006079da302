package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.select.Candidates;
import io.github.evenkeel.select.Gauge;
import io.github.evenkeel.select.Picker;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Everything about a pool that is rare, put together: who belongs to it ({@link Membership}), what operators command ({@link Commands}),
 * what probes see ({@link Inspection}), what follows from calls ({@link Aftermath}). All of it is {@link Serial}, and each change ends in
 * {@link Settling}, which publishes the next rotation; then events go out. For those that make calls, here is what they need, without a
 * lock.
 */
final class ControlPlane {
    private static final Picker NOBODY = (context, now) -> null;

    private final PoolEnvironment environment;
    private final LongSupplier clock;
    private final Journal journal;
    private final Serial serial;
    private final Tiering tiering;
    private final Members members;
    private final Ejector ejector;
    private final Overload overload = new Overload();
    private final Sweep sweeping;
    private final Routes routes;
    private final Drains drains;
    private final OpenLeases open;
    private final LostLeases lost;

    private final Settling settling;
    private final Inspection inspection;
    private final Membership membership;
    private final Commands commands;
    private final Aftermath aftermath;
    private final Advisor advisor;
    private final Overview overview;
    private final Upkeep upkeep;
    private final PoolSettings settings;
    private volatile Rotation rotation;

    ControlPlane(PoolSettings settings, PoolEnvironment environment, EventBus events, Logger log) {
        this.settings = settings;
        this.environment = environment;
        this.clock = environment.clock();
        this.journal = new Journal(settings.name(), clock, events, log);
        this.serial = new Serial(settings.name(), environment.scheduler(), journal);
        this.tiering = new Tiering(settings, environment.random());
        this.members = new Members(settings.name(), tiering);
        this.ejector = new Ejector(settings.outliers(), settings.floor(), environment.random(), this);
        this.sweeping = new Sweep(settings.outliers(), ejector, this, journal);
        this.routes = new Routes(settings, ejector, journal, this);
        this.drains = new Drains(this, journal);
        this.open = new OpenLeases(Ambient.PROCESSORS);
        this.lost = new LostLeases(journal);
        this.rotation = new Rotation(new Candidates(List.of(), List.of()), NOBODY, List.of(), false);

        Transitions transitions = new Transitions(ejector, settings.slowStart(), journal, clock);
        this.settling = new Settling(settings, this, serial, members, tiering, drains, transitions, journal);
        this.inspection = new Inspection(settings.name(), serial, members, transitions, settling, journal, environment);
        this.membership =
                new Membership(settings, this, serial, members, inspection, transitions, drains, settling, journal);
        this.commands = new Commands(settings, serial, members, membership, drains, tiering, settling, routes);
        this.aftermath = new Aftermath(settings, this, serial, members, inspection, transitions, settling, journal);
        this.advisor = new Advisor(settings, members, open, journal);
        this.overview =
                new Overview(settings, this, serial, members, tiering, drains, inspection, settling, advisor, journal);
        this.upkeep = new Upkeep(serial, environment.random(), this::sweep);
    }

    // ---- for the data plane: no lock

    Rotation rotation() {
        return rotation;
    }

    @Nullable
    Member find(String id) {
        return members.forCaller(id);
    }

    long now() {
        return clock.getAsLong();
    }

    Ejector ejector() {
        return ejector;
    }

    /**
     * How many faults in a row would eject this member now.
     *
     * @param late whether they are mostly late answers
     */
    int enough(Member member, boolean late, long now) {
        Iterator<Member> some = Neighbours.some(rotation.candidates().all(), random());
        Others others = Neighbours.ask(member, some, now);
        if (late && others.late()) overloadSeen(now);
        return late && overloaded(now)
                ? Integer.MAX_VALUE
                : Neighbours.enough(ejector.consecutiveFaults(), member, others, sweeping.last());
    }

    /** The mean of the members' mean latencies; 0 if none has one. */
    long usualNanos() {
        return Neighbours.latencyNanos(Neighbours.some(rotation.candidates().all(), random()));
    }

    /** Most members are late. */
    void overloadSeen(long now) {
        if (!tiering.divided()) aftermath.relieveSoon(overload.seen(now));
    }

    /** True if lately there were too many calls for all members. */
    boolean overloaded(long now) {
        return overload.lately(now);
    }

    Routes routes() {
        return routes;
    }

    RandomGenerator random() {
        return environment.random();
    }

    OpenLeases open() {
        return open;
    }

    ReferenceQueue<Lease> lost() {
        return lost.queue();
    }

    /** What the strategy measures of a new member. */
    @Nullable
    GuardedGauge gauge(Backend backend) {
        Gauge gauge = tiering.gauge(backend);
        return gauge == null ? null : new GuardedGauge(gauge, this);
    }

    // ---- what callers bring

    void gaugeFailed(Throwable thrown) {
        aftermath.gaugeFailed(thrown);
    }

    void figuresFailed(Throwable thrown) {
        aftermath.figuresFailed(thrown);
    }

    void ejected(Member member) {
        aftermath.ejected(member);
    }

    void passed(Member member) {
        aftermath.passed(member);
    }

    void spared(Member member, Evidence evidence, long now) {
        aftermath.spared(member, evidence, now);
    }

    void observed(Member member, Evidence evidence) {
        aftermath.observed(member, evidence);
    }

    void settleSoon() {
        aftermath.settleSoon();
    }

    void holdOff(Member member, Duration asked) {
        aftermath.holdOff(member, asked);
    }

    /** The last call of a member that gets no new ones has ended. */
    void idle(Member member) {
        drains.idle(member);
    }

    /** Runs the user's code, one after the other on a listener thread. */
    void callback(String what, List<Runnable> actions) {
        journal.callback(environment.listeners(), what, actions);
    }

    // ---- for operators, probes and onlookers

    Membership membership() {
        return membership;
    }

    Commands commands() {
        return commands;
    }

    Inspection inspection() {
        return inspection;
    }

    Overview overview() {
        return overview;
    }

    // ---- the pool's life

    void start(Collection<Backend> backends) {
        serial.command(() -> {
            membership.start(backends);
            upkeep.start();
            journal.started(members.size(), settings.selector().name());
            advisor.tell();
        });
    }

    /** The next rotation is in force from now on. */
    void publish(Rotation next) {
        rotation = next;
    }

    private void sweep() {
        sweeping.run(members.roster(), routes, now());
        if (overloaded(now())) aftermath.relieveSoon(false);
        tiering.upkeep(now(), aftermath::upkeepFailed);
        lost.collect();
        open.sweep();
        advisor.measure(now());
    }

    void close() {
        serial.close(() -> {
            rotation = new Rotation(rotation.candidates(), (context, now) -> null, List.of(), true);
            upkeep.cancel();
            settling.cancel();
            routes.cancel();
            members.values().forEach(Member::close);
            members.values().forEach(Transitions::forgetEnd);
            drains.cancelAll("the pool is closed");
            inspection.end();
            journal.closed();
        });
    }

    // ---- one at a time

    void handOver(Runnable work) {
        serial.handOver(work);
    }

    @Nullable
    Future<?> after(long nanos, Runnable work) {
        return serial.after(nanos, work);
    }
}
