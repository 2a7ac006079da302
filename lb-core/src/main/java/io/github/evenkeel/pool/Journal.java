package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.health.Floor;
import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.Status;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** Says what happened in a pool, as a log line for people and as an event for programs. Never per call. */
final class Journal {
    private final String pool;
    private final LongSupplier clock;
    private final EventBus events;
    private final Logger log;

    Journal(String pool, LongSupplier clock, EventBus events, Logger log) {
        this.pool = pool;
        this.clock = clock;
        this.events = events;
        this.log = log;
    }

    void started(int members, String selector) {
        log.info("pool {}: {} members, {}", pool, members, selector);
    }

    void joined(Member member) {
        Status status = member.health().status();
        log.info("pool {}: {} joined as {}", pool, member, status);
        events.publish(new PoolEvent.MemberJoined(pool, now(), member.backend(), status));
    }

    void updated(Backend before, Backend after) {
        log.info(
                "pool {}: {} updated: weight {}, zone '{}', priority {}",
                pool,
                after,
                after.weight(),
                after.zone(),
                after.priority());
        events.publish(new PoolEvent.MemberUpdated(pool, now(), before, after));
    }

    void left(Member member) {
        log.info("pool {}: {} removed, {} calls in flight", pool, member, member.inFlight());
        events.publish(new PoolEvent.MemberLeft(pool, now(), member.backend()));
    }

    void updateIgnored(String why) {
        log.warn("pool {}: update of members ignored: {}", pool, why);
        events.publish(new PoolEvent.UpdateIgnored(pool, now(), why));
    }

    void statusChanged(Member member, HealthChange change, long now) {
        Status from = change.before().status();
        Status to = change.after().status();
        String why = change.after().why(now);
        if (to == Status.UNHEALTHY || to == Status.EJECTED) {
            log.warn("pool {}: {} {} -> {}: {}", pool, member, from, to, why);
        } else {
            log.info("pool {}: {} {} -> {}{}{}", pool, member, from, to, why.isEmpty() ? "" : ": ", why);
        }
        events.publish(new PoolEvent.StatusChanged(pool, now, member.backend(), from, to, why));
    }

    void probeDisagrees(Member member, Evidence evidence, String probe) {
        log.warn("pool {}: {} probe green ({}), traffic red ({}): the traffic counts", pool, member, probe, evidence);
        events.publish(new PoolEvent.ProbeDisagrees(pool, now(), member.backend(), evidence, probe));
    }

    void ejectionDenied(Member member, Evidence evidence) {
        log.warn("pool {}: {} should be ejected ({}) but no more may go", pool, member, evidence);
        events.publish(new PoolEvent.EjectionDenied(pool, now(), member.backend(), evidence));
    }

    void ejectionObserved(Member member, Evidence evidence) {
        log.warn("pool {}: {} would be ejected ({}); detection only observes", pool, member, evidence);
        events.publish(new PoolEvent.EjectionObserved(pool, now(), member.backend(), evidence));
    }

    void heldOff(Member member, Duration pause) {
        log.info("pool {}: {} asked for a pause of {}", pool, member, pause);
        events.publish(new PoolEvent.HeldOff(pool, now(), member.backend(), pause));
    }

    void panic(Level from, Level to, Floor.Census census) {
        int healthy = census.sound();
        if (to == Level.NORMAL) {
            log.warn("pool {}: panic is over: {} of {} members healthy", pool, healthy, census.judged());
        } else {
            String ignored = to == Level.IGNORE_PROBES ? "probes are" : "health is";
            log.warn("pool {}: panic: {} of {} members healthy, {} ignored", pool, healthy, census.judged(), ignored);
        }
        events.publish(new PoolEvent.PanicChanged(pool, now(), from, to, census.judged(), healthy));
    }

    void drained(Drain drain) {
        log.info("pool {}: {} drained, {} calls revoked", pool, drain.member, drain.revoked);
        events.publish(new PoolEvent.DrainEnded(pool, now(), drain.member.backend(), drain.revoked));
    }

    void leaked(Member member) {
        log.warn("pool {}: a lease on {} was garbage-collected without close()", pool, member);
        events.publish(new PoolEvent.LeaseLeaked(pool, now(), member.backend()));
    }

    void closed() {
        log.info("pool {}: closed", pool);
    }

    void timerLost() {
        log.error("pool {}: the scheduler takes no more work: ejections will not end by themselves", pool);
    }

    void bug(Throwable bug) {
        log.error("pool {}: the control plane failed; it goes on", pool, bug);
    }

    /** Runs the user's code elsewhere and survives it. */
    void callback(Executor executor, String what, Runnable action) {
        try {
            executor.execute(() -> {
                try {
                    action.run();
                } catch (Throwable thrown) { // the user's code: nothing of it may go further
                    log.warn("pool {}: {}: the callback threw", pool, what, thrown);
                }
            });
        } catch (RejectedExecutionException shutDown) {
            log.warn("pool {}: {}: the listeners' executor takes no more work", pool, what);
        }
    }

    private long now() {
        return clock.getAsLong();
    }
}
