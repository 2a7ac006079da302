package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Expect;
import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.health.Floor;
import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.Operator;
import io.github.evenkeel.health.ProbeRules;
import io.github.evenkeel.health.Probes;
import io.github.evenkeel.health.Signal;
import io.github.evenkeel.health.Traffic;
import io.github.evenkeel.select.Candidates;
import io.github.evenkeel.select.Picker;
import io.github.evenkeel.select.Selector;
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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Everything about a pool that is rare: membership, operator's commands, probe results, what follows an ejection, the floor. Serial:
 * all of it runs under one lock, on the thread of whoever asked (an operator, a probe, the timer) but never on one that makes calls.
 * Each change ends in {@link #settle}, which publishes the next rotation. The user's code never runs under the lock.
 */
final class ControlPlane {
    private final PoolSettings settings;
    private final PoolEnvironment environment;
    private final Journal journal;
    private final Selector.Compiler compiler;
    private final Ejector ejector;
    private final Drains drains;
    private final OpenLeases open;
    private final LostLeases lost;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Member> members = new LinkedHashMap<>();
    private @Nullable Checks checks;
    private Level level = Level.NORMAL;
    private boolean closed;
    private volatile Rotation rotation;

    ControlPlane(PoolSettings settings, PoolEnvironment environment, EventBus events, Logger log) {
        this.settings = settings;
        this.environment = environment;
        this.journal = new Journal(settings.name(), environment.clock(), events, log);
        this.compiler = settings.selector().forPool(environment.random());
        this.ejector = new Ejector(settings.outliers(), settings.floor(), environment.random(), this);
        this.drains = new Drains(this, environment, journal);
        this.open = new OpenLeases(Ambient.PROCESSORS);
        this.lost = new LostLeases(open, journal);
        this.rotation = compile(List.of(), List.of());
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

    OpenLeases open() {
        return open;
    }

    ReferenceQueue<Lease> lost() {
        return lost.queue();
    }

    /** A caller ejected this member: its gate is closed already. */
    void ejected(Member member, HealthChange change) {
        handOver(() -> {
            changed(member, change, now());
            if (!(change.after().traffic() instanceof Traffic.Ejected out)) return;
            if (change.before().probes().verdict() == Probes.Verdict.PASSING) {
                journal.probeDisagrees(
                        member, out.evidence(), change.before().probes().detail());
            }
            after(out.until() - now(), () -> apply(member, new Signal.Tick()));
        });
    }

    /** A caller would have ejected this member, but no more may go. */
    void spared(Member member, HealthChange change, Evidence evidence) {
        handOver(() -> {
            journal.ejectionDenied(member, evidence);
            changed(member, change, now());
        });
    }

    /** A caller changed this member's health in some other way. */
    void changed(Member member, HealthChange change) {
        handOver(() -> changed(member, change, now()));
    }

    void observed(Member member, Evidence evidence) {
        handOver(() -> journal.ejectionObserved(member, evidence));
    }

    /** A backend asked for a pause; it gets it while enough others are left. */
    void holdOff(Member member, Duration asked) {
        handOver(() -> {
            long now = now();
            int judged = 0;
            int willing = 0;
            for (Member each : members.values()) {
                if (!each.health().judged()) continue;
                judged++;
                if (each != member && each.available() && !each.heldOff(now)) willing++;
            }
            if (members.get(member.id()) != member || willing < settings.floor().needed(judged)) return;
            Duration pause = asked.compareTo(settings.maxHoldOff()) < 0 ? asked : settings.maxHoldOff();
            member.hold(now, now + pause.toNanos());
            journal.heldOff(member, pause);
        });
    }

    /** The last call of a member that gets no new ones has ended. */
    void idle(Member member) {
        if (member.health().operator() != Operator.READY) handOver(() -> drains.check(member));
    }

    /** Runs the user's code on a listener thread. */
    void callback(String what, Runnable action) {
        journal.callback(environment.listeners(), what, action);
    }

    // ---- membership

    void start(Collection<Backend> backends) {
        serially(() -> {
            for (Backend backend : backends) {
                members.put(backend.id(), new Member(backend, MemberHealth.unchecked(now()), this));
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
                }
            });
            settle();
        });
    }

    CompletableFuture<Drained> remove(String id) {
        return commanded(() -> {
            Drain drain = leave(member(id));
            settle();
            return drain.expose();
        });
    }

    private MemberHealth newcomer() {
        return checks == null ? MemberHealth.unchecked(now()) : MemberHealth.starting(now());
    }

    private void join(Backend backend, MemberHealth health) {
        Member member = new Member(backend, health, this);
        members.put(backend.id(), member);
        journal.joined(member);
        if (checks != null) checks.join(member);
    }

    private Drain leave(Member member) {
        members.remove(member.id());
        if (checks != null) checks.leave(member);
        take(member, new Signal.Operate(Operator.DRAINING));
        journal.left(member);
        return drains.begin(member, settings.drainTimeout(), true);
    }

    // ---- operator

    CompletableFuture<Drained> drain(String id, Duration timeout) {
        return commanded(() -> {
            Member member = member(id);
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

    void maintenance(String id) {
        command(() -> apply(member(id), new Signal.Operate(Operator.MAINTENANCE)));
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
            members.values().forEach(member -> note(member, take(member, new Signal.ChecksStopped()), now()));
            settle();
        });
    }

    void probed(Checks from, Member member, Signal.Probed result) {
        serially(() -> {
            // A late result must not touch a member that left, nor count for other checks than its own.
            if (checks != from || members.get(member.id()) != member) return;
            HealthChange change = take(member, result);
            if (change.before().probes().verdict() != change.after().probes().verdict()) changed(member, change, now());
        });
    }

    // ---- after every change

    /** A signal to a member, and all that follows. */
    private void apply(Member member, Signal signal) {
        HealthChange change = take(member, signal);
        if (!change.nothing()) changed(member, change, now());
    }

    /** Swaps in a signal's result; a member that thereby returns from an ejection starts anew and gives its place back. */
    private HealthChange take(Member member, Signal signal) {
        HealthChange change = member.take(signal, now());
        if (change.before().ejected() && !change.after().ejected()) {
            member.returned();
            ejector.release(member);
        }
        return change;
    }

    private void changed(Member member, HealthChange change, long now) {
        note(member, change, now);
        settle();
    }

    private void note(Member member, HealthChange change, long now) {
        if (change.before().status() != change.after().status()) journal.statusChanged(member, change, now);
    }

    /**
     * Decides the level, opens the gates of those that serve, publishes the rotation, then closes the other gates: at every instant
     * the rotation in force has members with open gates. O(N).
     */
    private void settle() {
        Floor floor = settings.floor();
        Floor.Census census = Floor.Census.of(members.values().stream().map(Member::health));
        Level before = level;
        level = floor.level(before, census);
        ejector.recount(members.values(), level);
        List<Member> serving = new ArrayList<>(members.size());
        for (Member member : members.values()) {
            if (opened(member, false)) serving.add(member);
        }
        if (serving.isEmpty() && !floor.failFast()) {
            // Only members that start are left: they serve before nobody does.
            for (Member member : members.values()) {
                if (opened(member, true)) serving.add(member);
            }
        }
        rotation = compile(List.copyOf(members.values()), serving);
        // In the order of the members, so that one pass finds who is missing.
        int next = 0;
        for (Member member : members.values()) {
            if (next < serving.size() && serving.get(next) == member) next++;
            else if (member.available()) member.close();
        }
        drains.settled();
        if (level != before) journal.panic(before, level, census);
    }

    /** Opens the gate if the member serves now, in a way that never opens over an ejection which came in between. */
    private boolean opened(Member member, boolean starting) {
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
        Candidates candidates = new Candidates(all, available);
        Picker picker = compiler.compile(candidates);
        return new Rotation(candidates, picker, false);
    }

    private void sweepLater() {
        // Every 10 s, 10 % to either side, so that the pools of a process do not sweep in step.
        double chance = environment.random().nextDouble();
        after((long) (Duration.ofSeconds(10).toNanos() * (0.9 + 0.2 * chance)), () -> {
            lost.collect();
            open.sweep();
            sweepLater();
        });
    }

    // ---- status and end

    PoolStatus status(long droppedEvents) {
        return locked(() -> PoolStatus.of(settings, level, members.values(), drains.leaving(), now(), droppedEvents));
    }

    List<Backend> backends() {
        return locked(() -> members.values().stream().map(Member::backend).toList());
    }

    void close() {
        locked(() -> {
            if (closed) return false;
            closed = true;
            Rotation last = rotation;
            rotation = new Rotation(last.candidates(), (context, now) -> null, true);
            members.values().forEach(Member::close);
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
            lock.unlock();
        }
    }
}
