package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Expect;
import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.Operator;
import io.github.evenkeel.health.ProbeRules;
import io.github.evenkeel.health.Probes;
import io.github.evenkeel.health.Signal;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.health.Traffic;
import io.github.evenkeel.retry.RetryBudget;
import io.github.evenkeel.select.Candidates;
import io.github.evenkeel.select.Gauge;
import io.github.evenkeel.select.Picker;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Everything about a pool that is rare: membership, operator's commands, probe results, what follows an ejection, the floor. Serial:
 * all of it runs under one lock, on the thread of whoever asked (an operator, a probe, the timer) but never on one that makes calls.
 * Each change ends in {@link #settle}, which publishes the next rotation; then events go out. Of the user's code only the selector's
 * compiler and the observer of probes run under the lock.
 */
final class ControlPlane {
    private static final Picker NOBODY = (context, now) -> null;

    private final PoolSettings settings;
    private final PoolEnvironment environment;
    private final Journal journal;
    private final Tiering tiering;
    private final Ejector ejector;
    private final Sweep sweeping;
    private final Neighbours neighbours;
    private final Trials trials;
    private final Drains drains;
    private final Ramps ramps;
    private final OpenLeases open;
    private final LostLeases lost;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Member> members = new LinkedHashMap<>();
    private @Nullable List<Member> roster; // the members as a list, until one joins, leaves or is described anew
    private @Nullable Checks checks;
    private final AtomicBoolean settleAsked = new AtomicBoolean();
    private final AtomicBoolean gaugeBroken = new AtomicBoolean();
    private Level level = Level.NORMAL;
    private @Nullable Future<?> sweep;
    private @Nullable Future<?> holdDown; // until a standby takes over or gives back
    private boolean closed;
    private volatile Rotation rotation;

    ControlPlane(PoolSettings settings, PoolEnvironment environment, EventBus events, Logger log) {
        this.settings = settings;
        this.environment = environment;
        this.journal = new Journal(settings.name(), environment.clock(), events, log);
        this.tiering = new Tiering(settings, environment.random());
        this.ejector = new Ejector(settings.outliers(), settings.floor(), environment.random(), this);
        this.sweeping = new Sweep(settings.outliers(), ejector, journal);
        this.neighbours = new Neighbours(settings.outliers().consecutiveFaults(), sweeping, this);
        this.trials = new Trials(ejector, this);
        this.drains = new Drains(this, journal);
        this.ramps = new Ramps(settings.slowStart(), this, this::settle);
        this.open = new OpenLeases(Ambient.PROCESSORS);
        this.lost = new LostLeases(journal);
        this.rotation = new Rotation(new Candidates(List.of(), List.of()), NOBODY, List.of(), false);
    }

    // ---- for the data plane: no lock

    Rotation rotation() {
        return rotation;
    }

    long now() {
        return environment.clock().getAsLong();
    }

    Ejector ejector() {
        return ejector;
    }

    Neighbours neighbours() {
        return neighbours;
    }

    Trials trials() {
        return trials;
    }

    RandomGenerator random() {
        return environment.random();
    }

    OpenLeases open() {
        return open;
    }

    /** What the strategy measures of a new member. */
    @Nullable
    GuardedGauge gauge(Backend backend) {
        Gauge gauge = tiering.gauge(backend);
        return gauge == null ? null : new GuardedGauge(gauge, this);
    }

    /** Told once: it may come with each call. */
    void gaugeFailed(Throwable thrown) {
        if (gaugeBroken.compareAndSet(false, true)) handOver(() -> journal.bug(thrown));
    }

    ReferenceQueue<Lease> lost() {
        return lost.queue();
    }

    /** A caller ejected this member: its gate is closed already. */
    void ejected(Member member) {
        handOver(() -> {
            MemberHealth health = member.health();
            if (gone(member) || !(health.traffic() instanceof Traffic.Ejected out)) return;
            member.standing().ejectionEnd = after(out.until() - now(), () -> apply(member, new Signal.Tick()));
            journal.ejected(member, out);
            if (health.probes().verdict() == Probes.Verdict.PASSING) {
                journal.probeDisagrees(member, out.evidence(), health.probes().detail());
            }
            changed(member, now());
            if (checks != null) checks.ejected(member);
        });
    }

    /** A caller's call was the last good one of a member's trial. */
    void passed(Member member) {
        handOver(() -> {
            back(member);
            if (!gone(member)) changed(member, now());
        });
    }

    /** A caller would have ejected this member, but no more may go. Told once a second at most: this may come and go with each call. */
    void spared(Member member, Evidence evidence, long now) {
        if (member.standing().tellOfDenial(now)) {
            handOver(() -> {
                if (!gone(member)) journal.ejectionDenied(member, evidence);
            });
        }
        settleSoon();
    }

    /** A caller changed what the floor counts. However many do, one settling waits. */
    void settleSoon() {
        if (!settleAsked.compareAndSet(false, true)) return;
        handOver(() -> {
            settleAsked.set(false);
            settle();
        });
    }

    /** True for a member that was removed, perhaps with another of its id in its place. */
    private boolean gone(Member member) {
        return members.get(member.id()) != member;
    }

    void observed(Member member, Evidence evidence) {
        handOver(() -> journal.ejectionObserved(member, evidence));
    }

    /** A backend asked for a pause; it gets it while enough others are left. */
    void holdOff(Member member, Duration asked) {
        handOver(() -> {
            member.standing().pauseAnswered();
            Duration pause = asked.compareTo(settings.maxHoldOff()) < 0 ? asked : settings.maxHoldOff();
            long now = now();
            if (gone(member) || pause.isZero() || member.heldOff(now) || !canPause(member, now)) return;
            member.hold(now, now + pause.toNanos());
            journal.heldOff(member, pause);
        });
    }

    private boolean canPause(Member member, long now) {
        int judged = 0;
        int willing = 0;
        for (Member each : members.values()) {
            if (!each.health().judged()) continue;
            judged++;
            if (each != member && each.available() && !each.heldOff(now)) willing++;
        }
        return willing >= settings.floor().needed(judged);
    }

    /** The last call of a member that gets no new ones has ended. */
    void idle(Member member) {
        if (member.health().operator() != Operator.READY) handOver(() -> drains.check(member));
    }

    /** Runs the user's code, one after the other on a listener thread. */
    void callback(String what, List<Runnable> actions) {
        journal.callback(environment.listeners(), what, actions);
    }

    // ---- membership

    void start(Collection<Backend> backends) {
        command(() -> {
            for (Backend backend : backends) {
                enroll(new Member(backend, MemberHealth.unchecked(now()), this));
            }
            settle();
            sweepLater();
            journal.started(members.size(), settings.selector().name());
        });
    }

    void add(Backend backend) {
        command(() -> {
            if (members.containsKey(backend.id())) {
                throw Expect.violation("id", backend.id(), "an id that is not yet a member of pool " + settings.name());
            }
            join(backend, newcomer());
            settle();
        });
    }

    void update(Collection<Backend> backends) {
        Map<String, Backend> wanted = new LinkedHashMap<>();
        backends.forEach(backend -> wanted.put(backend.id(), backend));
        command(() -> {
            if (wanted.isEmpty() && !settings.acceptEmptyUpdates()) {
                journal.updateIgnored("the list is empty; keeping " + members.size() + " members");
                return;
            }
            for (Member member : List.copyOf(members.values())) {
                Backend description = wanted.get(member.id());
                // The same id at another address is another server: nothing known of the old one holds for it.
                if (description == null || !description.sameAddress(member.backend())) leave(member);
            }
            wanted.values().forEach(backend -> {
                Member member = members.get(backend.id());
                if (member == null) {
                    join(backend, newcomer());
                } else if (!member.backend().equals(backend)) {
                    journal.updated(member.backend(), backend);
                    member.describe(backend);
                    roster = null;
                }
            });
            settle();
        });
    }

    CompletableFuture<Drained> remove(String id, boolean force) {
        return commanded(() -> {
            Member member = member(id);
            if (!force) spareLast(member, "forceRemove");
            Drain drain = leave(member);
            settle();
            return drain.expose();
        });
    }

    private MemberHealth newcomer() {
        return checks == null ? MemberHealth.unchecked(now()) : MemberHealth.starting(now());
    }

    private void join(Backend backend, MemberHealth health) {
        Member member = new Member(backend, health, this);
        enroll(member);
        journal.joined(member);
        if (checks != null) checks.join(member);
    }

    private void enroll(Member member) {
        members.put(member.id(), member);
        roster = null;
    }

    /** All members in the order they joined. Most changes are of health: a list is kept, for it is quicker to walk than a map. */
    private List<Member> roster() {
        if (roster == null) {
            roster = List.copyOf(members.values());
            tiering.sort(roster);
        }
        return roster;
    }

    private Drain leave(Member member) {
        members.remove(member.id());
        roster = null;
        if (checks != null) checks.leave(member);
        take(member, new Signal.Operate(Operator.DRAINING));
        journal.left(member);
        return drains.begin(member, settings.drainTimeout(), true);
    }

    // ---- operator

    CompletableFuture<Drained> drain(String id, Duration timeout, boolean force) {
        return commanded(() -> {
            Member member = member(id);
            if (!force) spareLast(member, "forceDrain");
            Drain drain = drains.begin(member, timeout, false);
            apply(member, new Signal.Operate(Operator.DRAINING));
            drains.check(member);
            return drain.expose();
        });
    }

    void ready(String id) {
        command(() -> {
            Member member = member(id);
            drains.cancel(member, id + " is ready again");
            apply(member, new Signal.Operate(Operator.READY));
        });
    }

    void maintenance(String id, boolean force) {
        command(() -> {
            Member member = member(id);
            if (!force) spareLast(member, "forceMaintenance");
            apply(member, new Signal.Operate(Operator.MAINTENANCE));
        });
    }

    /** What would leave nobody to take the calls is more often a slip than meant. */
    private void spareLast(Member member, String instead) {
        if (!member.available() || roster().stream().anyMatch(each -> each != member && each.available())) return;
        throw new IllegalStateException("pool " + settings.name() + ": " + member.id()
                + " is the last member that serves (expected: another one that does, or " + instead + ")");
    }

    private Member member(String id) {
        Member member = members.get(id);
        if (member == null) {
            throw Expect.violation(
                    "id", id, "a member of pool " + settings.name() + ": " + String.join(", ", members.keySet()));
        }
        return member;
    }

    // ---- probes

    Runnable startChecks(ProbeRules rules, ProbeObserver observer) {
        return commanded(() -> {
            if (checks != null) throw new IllegalStateException("pool " + settings.name() + ": checks run already");
            Checks started = new Checks(rules, observer, this, journal);
            checks = started;
            members.values().forEach(started::join);
            return () -> stop(started);
        });
    }

    private void stop(Checks stopped) {
        serially(() -> {
            if (checks != stopped) return;
            checks = null;
            members.values().forEach(stopped::leave);
            members.values().forEach(member -> {
                take(member, new Signal.ChecksStopped());
                note(member, now());
            });
            settle();
        });
    }

    void probed(Checks from, Member member, double share, String detail, ProbeRules rules) {
        serially(() -> {
            // A late result must not touch a member that left, nor count for other checks than its own.
            if (checks != from || gone(member)) return;
            // Only a failure may begin a hold, which chance lengthens.
            double chance = share > 0 ? 0 : environment.random().nextDouble();
            HealthChange change = take(member, new Signal.Probed(share, detail, rules, chance, level == Level.NORMAL));
            Probes before = change.before().probes();
            Probes after = change.after().probes();
            if (share == 0) from.failed(member, now());
            if (before.share() != after.share()) journal.degraded(member, after);
            boolean stopsServing = failsAtStart(change.after()) && member.available();
            if (before.share() != after.share() || before.verdict() != after.verdict() || stopsServing) {
                changed(member, now());
            }
        });
    }

    // ---- after every change

    /** A signal to a member, and all that follows. */
    private void apply(Member member, Signal signal) {
        HealthChange change = take(member, signal);
        if (!change.nothing()) changed(member, now());
    }

    /** Swaps in a signal's result; a member that thereby returns from an ejection starts anew and gives its place back. */
    private HealthChange take(Member member, Signal signal) {
        HealthChange change = member.take(signal, now());
        if (change.before().ejected() && !change.after().ejected()) {
            back(member);
        } else if (!change.nothing() && change.after().traffic() instanceof Traffic.Trial) {
            member.pardon();
        }
        return change;
    }

    private void back(Member member) {
        member.returned(now());
        ejector.release(member);
        cancelEjectionEnd(member);
    }

    private static void cancelEjectionEnd(Member member) {
        Future<?> end = member.standing().ejectionEnd;
        if (end != null) end.cancel(false);
        member.standing().ejectionEnd = null;
    }

    private void changed(Member member, long now) {
        note(member, now);
        settle();
    }

    /** Tells what became of the member since it was told of last, not what one signal did: signals may come out of order. */
    private void note(Member member, long now) {
        Status told = member.standing().told;
        Status status = member.status(now);
        // Whether one that serves again warms up is known when it is settled.
        if (told == status || (ramps.on() && status == Status.HEALTHY)) return;
        member.standing().told = status;
        journal.statusChanged(member, told, status, now);
    }

    /** Tells of those that serve again, begin to warm up or are warm. */
    private void noteWarmth(List<Member> all, long now) {
        if (!ramps.on()) return;
        for (Member member : all) {
            Status told = member.standing().told;
            Status status = member.status(now);
            if (told == status || (status != Status.WARMING && status != Status.HEALTHY)) continue;
            member.standing().told = status;
            journal.statusChanged(member, told, status, now);
        }
    }

    /**
     * Decides the level, opens the gates of those that serve, publishes the rotation, then closes the other gates: at every instant
     * the rotation in force has members with open gates. O(N).
     */
    private void settle() {
        List<Member> all = roster();
        long now = now();
        Level before = level;
        watch(now);
        level = ejector.decide(all, tiering, before).level();
        List<Member> serving = new ArrayList<>(all.size());
        for (Member member : all) {
            member.weigh(believedShare(member, level));
            if (opened(member, false, now)) serving.add(member);
        }
        if (!settings.floor().failFast()) serving = withStarting(all, serving, now);
        tiering.serve(serving);
        tiering.forEach(group -> ramps.over(group, level, now));
        ramps.settled(now);
        share();
        publish(all, serving);
        ejector.raise(all, level);
        // In the order of the members, so that one pass finds who is missing.
        int next = 0;
        for (Member member : all) {
            if (next < serving.size() && serving.get(next) == member) next++;
            else if (member.available()) member.close();
        }
        drains.settled();
        noteWarmth(all, now);
        if (level != before) journal.panic(before, level, ejector.budget().census(all));
    }

    /** In panic bad probes are not believed. A good one that asks for less is no reason to give more. */
    private static double believedShare(Member member, Level level) {
        Probes probes = member.health().probes();
        return level != Level.NORMAL && probes.verdict() == Probes.Verdict.FAILING ? 1 : probes.share();
    }

    /**
     * Where only members that start are left, they serve before nobody does. Then one that passes must not get the calls of all: while
     * those that pass are fewer than the floor asks for, the others serve on as far as their probes have not failed. One that did not
     * serve waits in any case. In the order of the members.
     */
    private List<Member> withStarting(List<Member> all, List<Member> passing, long now) {
        int ready = 0;
        for (Member member : all) if (member.health().operator() == Operator.READY && tiering.inCharge(member)) ready++;
        boolean nobody = passing.isEmpty();
        if (!nobody && passing.size() >= settings.floor().needed(ready)) return passing;
        List<Member> serving = new ArrayList<>(ready);
        int next = 0;
        for (Member member : all) {
            boolean passes = next < passing.size() && passing.get(next) == member;
            if (passes) next++;
            if (passes || (nobody ? opened(member, true, now) : servesOn(member))) serving.add(member);
        }
        return serving;
    }

    private boolean servesOn(Member member) {
        boolean starts = member.health().status() == Status.STARTING && !failsAtStart(member.health());
        return starts && member.available() && tiering.inCharge(member);
    }

    private static boolean failsAtStart(MemberHealth health) {
        return health.probes().verdict() == Probes.Verdict.STARTING
                && health.probes().failures() > 0;
    }

    /** Sees whether a standby takes over or gives back, now or when a hold-down is over. */
    private void watch(long now) {
        Long due = tiering.watch(now);
        if (holdDown != null) holdDown.cancel(false);
        holdDown = due == null || due - now <= 0 ? null : after(due - now, this::settle);
    }

    private void share() {
        List<TierShare> before = tiering.shares();
        List<TierShare> shares = tiering.shares(level);
        if (!before.isEmpty() && !before.equals(shares)) journal.shifted(before, shares);
    }

    void giveBack() {
        command(() -> {
            if (settings.priorities().strict() == null) {
                throw new IllegalStateException("pool " + settings.name() + ": its priorities are not strict");
            }
            tiering.giveBack();
            settle();
        });
    }

    /** A selector that throws keeps its last picker, whose members' gates still tell who serves; the first time it fails. */
    private void publish(List<Member> all, List<Member> serving) {
        try {
            rotation = compile(all, serving);
        } catch (RuntimeException thrown) {
            Rotation last = rotation;
            if (last.candidates().all().isEmpty()) throw thrown;
            rotation = new Rotation(new Candidates(all, serving), last.picker(), Trials.among(all), false);
            journal.bug(thrown);
        }
    }

    private boolean opened(Member member, boolean starting, long now) {
        boolean standsBy = !tiering.inCharge(member);
        if (member.standing().standsBy != standsBy) member.standing().standsBy = standsBy;
        if (standsBy) return false;
        boolean out = !member.available();
        if (!opened(member, level, starting)) return false;
        if (out) ramps.entered(member, now);
        return true;
    }

    /** Opens the gate if the member serves now, in a way that never opens over an ejection which came in between. */
    static boolean opened(Member member, Level level, boolean starting) {
        while (true) {
            int gate = member.gate();
            MemberHealth health = member.health();
            boolean serves =
                    health.serves(level) || (starting && health.operator() == Operator.READY && !health.judged());
            if (!serves) return false;
            if (member.open(gate)) return true;
        }
    }

    private Rotation compile(List<Member> all, List<Member> available) {
        return new Rotation(
                new Candidates(all, available), tiering.compile(journal::keysDisplaced), Trials.among(all), false);
    }

    private void sweepLater() {
        // Every 10 s, 10 % to either side, so that the pools of a process do not sweep in step.
        double chance = environment.random().nextDouble();
        sweep = after((long) (Duration.ofSeconds(10).toNanos() * (0.9 + 0.2 * chance)), () -> {
            sweepLater();
            sweeping.run(roster(), now());
            tiering.upkeep(now());
            lost.collect();
            open.sweep();
        });
    }

    // ---- status and end

    PoolStatus status(long droppedEvents, RetryBudget retries) {
        return locked(() -> {
            long now = now();
            List<String> warnings = new ArrayList<>(settings.warnings(members.size()));
            if (checks != null) warnings.addAll(checks.warnings());
            return PoolStatus.of(
                    settings,
                    level,
                    members.values(),
                    drains.leaving(),
                    tiering.shares(),
                    figures(now, retries),
                    warnings,
                    now,
                    droppedEvents);
        });
    }

    Explanation explain(CallContext context) {
        return locked(() -> {
            long now = now();
            List<Explanation.Choice> choices = new ArrayList<>();
            Picker picker = rotation.picker();
            for (Member member : members.values()) {
                boolean spare = tiering.shares().size() > 1 && tiering.share(member) == 0;
                choices.add(Explanation.choice(member, picker, context, spare, now));
            }
            return Explanation.of(choices, picker.preview(context, now));
        });
    }

    /** A strategy of the user's that throws must not take the status with it. */
    private Map<String, Long> figures(long now, RetryBudget retries) {
        Map<String, Long> figures = new LinkedHashMap<>();
        try {
            figures.putAll(tiering.figures(now));
        } catch (RuntimeException thrown) {
            journal.bug(thrown);
        }
        if (retries.used()) {
            figures.put("retries", retries.granted());
            figures.put("retriesLeft", retries.balance(now));
            figures.put("retriesRefused", retries.refused());
        }
        return figures;
    }

    List<Backend> backends() {
        return locked(() -> members.values().stream().map(Member::backend).toList());
    }

    void close() {
        locked(() -> {
            if (closed) return false;
            closed = true;
            Rotation last = rotation;
            rotation = new Rotation(last.candidates(), (context, now) -> null, List.of(), true);
            if (sweep != null) sweep.cancel(false);
            ramps.cancel();
            if (holdDown != null) holdDown.cancel(false);
            members.values().forEach(Member::close);
            members.values().forEach(ControlPlane::cancelEjectionEnd);
            drains.cancelAll("the pool is closed");
            if (checks != null) members.values().forEach(checks::leave);
            checks = null;
            journal.closed();
            return true;
        });
    }

    // ---- one at a time

    /** Hands work from a caller's thread to the control plane. */
    void handOver(Runnable work) {
        try {
            environment.scheduler().execute(() -> serially(work));
        } catch (RejectedExecutionException shutDown) {
            // Better on this thread than never: an ejection must come to its end.
            serially(work);
        }
    }

    /** Runs work under the lock after a time. */
    @Nullable
    Future<?> after(long nanos, Runnable work) {
        try {
            return environment.scheduler().schedule(() -> serially(work), Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException shutDown) {
            journal.timerLost();
            return null;
        }
    }

    /** Under the lock, while the pool is open; nothing that goes wrong reaches the thread that brought it. */
    private void serially(Runnable work) {
        lock.lock();
        try {
            if (!closed) work.run();
        } catch (RuntimeException | Error bug) {
            journal.bug(bug);
        } finally {
            journal.tell();
            lock.unlock();
        }
    }

    /** Under the lock, on the thread of who commands, who gets what goes wrong. */
    private <T> T commanded(Supplier<T> work) {
        return locked(() -> {
            if (closed) throw new IllegalStateException("pool " + settings.name() + " is closed");
            return work.get();
        });
    }

    private void command(Runnable work) {
        commanded(() -> {
            work.run();
            return true;
        });
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            journal.tell();
            lock.unlock();
        }
    }
}
