package io.github.evenkeel.pool;

import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.ProbeRules;
import io.github.evenkeel.health.ProbeState;
import io.github.evenkeel.health.Signal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The pool's active checks, while some run: their beginning, their end, and what each result changes. */
final class Inspection {
    private static final long SOON_NANOS = Duration.ofSeconds(1).toNanos();

    private final String pool;
    private final Serial serial;
    private final Members members;
    private final Transitions transitions;
    private final Settling settling;
    private final Journal journal;
    private final PoolEnvironment environment;
    private @Nullable Checks checks;
    private @Nullable Future<?> soon; // a settling on its way

    Inspection(
            String pool,
            Serial serial,
            Members members,
            Transitions transitions,
            Settling settling,
            Journal journal,
            PoolEnvironment environment) {
        this.pool = pool;
        this.serial = serial;
        this.members = members;
        this.transitions = transitions;
        this.settling = settling;
        this.journal = journal;
        this.environment = environment;
    }

    Runnable start(ProbeRules rules, ProbeObserver observer) {
        return serial.commanded(() -> {
            if (checks != null) throw new IllegalStateException("pool " + pool + ": checks run already");
            Checks started = new Checks(rules, observer, this, journal);
            checks = started;
            members.values().forEach(started::join);
            return () -> stop(started);
        });
    }

    private void stop(Checks stopped) {
        serial.run(() -> {
            if (checks != stopped) return;
            checks = null;
            members.values().forEach(stopped::leave);
            members.values().forEach(member -> {
                transitions.take(member, new Signal.ChecksStopped());
                transitions.note(member, now());
            });
            settling.settle();
        });
    }

    /** A probe of these checks ended. */
    void probed(Checks from, Member member, double share, String detail, ProbeRules rules) {
        serial.run(() -> {
            // A late result must not touch a member that left, nor count for other checks than its own.
            if (checks != from || members.gone(member)) return;
            // Only a failure may begin a hold, which chance lengthens.
            double chance = share > 0 ? 0 : environment.random().nextDouble();
            boolean believed = settling.level() == Level.NORMAL;
            HealthChange change = transitions.take(member, new Signal.Probed(share, detail, rules, chance, believed));
            ProbeState before = change.before().probes();
            ProbeState after = change.after().probes();
            if (share == 0) from.failed(member, now());
            boolean carriesOther = before.share() != after.share();
            boolean told = carriesOther && from.worthTelling(member, after.share());
            if (told) journal.degraded(member, after);
            boolean stopsServing = Serving.failsAtStart(change.after()) && member.available();
            if (told || before.verdict() != after.verdict() || stopsServing) settling.changed(member, now());
            else if (carriesOther) settleSoon();
        });
    }

    /** One settling for all small changes of a second: a thousand members may each say another share with each probe. */
    private void settleSoon() {
        if (soon != null) return;
        soon = serial.after(SOON_NANOS, () -> {
            soon = null;
            settling.settle();
        });
        if (soon == null) settling.settle();
    }

    /** What is known of a member that joins now. Control plane only, as is all that follows. */
    MemberHealth newcomer(long now) {
        return checks == null ? MemberHealth.unchecked(now) : MemberHealth.starting(now);
    }

    void join(Member member) {
        if (checks != null) checks.join(member);
    }

    void leave(Member member) {
        if (checks != null) checks.leave(member);
    }

    void ejected(Member member) {
        if (checks != null) checks.ejected(member);
    }

    List<String> warnings() {
        return checks == null ? List.of() : checks.warnings();
    }

    /** The pool is closed. */
    void end() {
        members.values().forEach(this::leave);
        checks = null;
        if (soon != null) soon.cancel(false);
    }

    private long now() {
        return environment.clock().getAsLong();
    }
}
