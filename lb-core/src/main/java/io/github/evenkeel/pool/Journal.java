package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.health.Floor;
import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.ProbeState;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.health.Traffic;
import io.github.evenkeel.select.Displaced;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Says what happened in a pool, as a log line for people and as an event for programs. Never per call. Control plane only, but for
 * {@link #callback}.
 */
final class Journal {
    private final String pool;
    private final LongSupplier clock;
    private final EventBus events;
    private final Logger log;
    private final List<PoolEvent> pending = new ArrayList<>();

    Journal(String pool, LongSupplier clock, EventBus events, Logger log) {
        this.pool = pool;
        this.clock = clock;
        this.events = events;
        this.log = log;
    }

    /** Sends the events of a change out, when all that belongs to it has taken effect. */
    void tell() {
        if (pending.isEmpty()) return;
        List<PoolEvent> told = List.copyOf(pending);
        pending.clear(); // first: none is told twice, should one throw
        told.forEach(events::publish);
    }

    void started(int members, String selector) {
        log.info("pool {}: {} members, {}", pool, members, selector);
    }

    void joined(Member member) {
        Status status = member.health().status();
        log.info("pool {}: {} joined as {}", pool, member, status);
        pending.add(new PoolEvent.MemberJoined(pool, now(), member.backend(), status));
    }

    void updated(Backend before, Backend after) {
        log.info(
                "pool {}: {} updated: weight {}, zone '{}', priority {}",
                pool,
                after,
                after.weight(),
                after.zone(),
                after.priority());
        pending.add(new PoolEvent.MemberUpdated(pool, now(), before, after));
    }

    void left(Member member) {
        log.info("pool {}: {} removed, {} calls in flight", pool, member, member.inFlight());
        pending.add(new PoolEvent.MemberLeft(pool, now(), member.backend()));
    }

    void updateIgnored(String why) {
        log.warn("pool {}: update of members ignored: {}", pool, why);
        pending.add(new PoolEvent.UpdateIgnored(pool, now(), why));
    }

    void statusChanged(Member member, Status from, Status to, long now) {
        String why = member.why(now);
        if (to == Status.UNHEALTHY || to == Status.EJECTED) {
            log.warn("pool {}: {} {} -> {}: {}", pool, member, from, to, why);
        } else {
            log.info("pool {}: {} {} -> {}{}{}", pool, member, from, to, why.isEmpty() ? "" : ": ", why);
        }
        pending.add(new PoolEvent.StatusChanged(pool, now, member.backend(), from, to, why));
    }

    void ejected(Member member, Traffic.Ejected out) {
        Duration time = Duration.ofNanos(out.nanos());
        pending.add(new PoolEvent.MemberEjected(pool, now(), member.backend(), out.evidence(), time));
    }

    void probeDisagrees(Member member, Evidence evidence, String probe) {
        log.warn("pool {}: {} probe green ({}), traffic red ({}): the traffic counts", pool, member, probe, evidence);
        pending.add(new PoolEvent.ProbeDisagrees(pool, now(), member.backend(), evidence, probe));
    }

    void degraded(Member member, ProbeState probes) {
        log.info("pool {}: {} carries {} of its weight: probe {}", pool, member, probes.share(), probes.detail());
        pending.add(new PoolEvent.MemberDegraded(pool, now(), member.backend(), probes.share(), probes.detail()));
    }

    void stillStarting(Member member, Duration since, ProbeState probes) {
        log.warn(
                "pool {}: {} has not passed a probe in {} s, {} failed, last: {}",
                pool,
                member,
                since.toSeconds(),
                probes.failures(),
                probes.detail());
        pending.add(new PoolEvent.StillStarting(pool, now(), member.backend(), since, probes.detail()));
    }

    void ejectionDenied(Member member, Evidence evidence) {
        log.warn("pool {}: {} should be ejected ({}) but no more may go", pool, member, evidence);
        pending.add(new PoolEvent.EjectionDenied(pool, now(), member.backend(), evidence));
    }

    void overloaded() {
        log.warn("pool {}: most members are late; for a minute nobody is judged by that", pool);
        pending.add(new PoolEvent.Overloaded(pool, now()));
    }

    void absolved(Member member, Evidence evidence) {
        log.warn("pool {}: {} is called back, for now most are late as it was ({})", pool, member, evidence);
        pending.add(new PoolEvent.MemberAbsolved(pool, now(), member.backend(), evidence));
    }

    void ejectionObserved(Member member, Evidence evidence) {
        log.warn("pool {}: {} would be ejected ({}); detection only observes", pool, member, evidence);
        pending.add(new PoolEvent.EjectionObserved(pool, now(), member.backend(), evidence));
    }

    void skewed(Member member, double times, long calls, long now) {
        log.info(
                "pool {}: {} got {} times its peers' calls: {}",
                pool,
                member,
                String.format(Locale.ROOT, "%.1f", times),
                calls);
        pending.add(new PoolEvent.Skewed(pool, now, member.backend(), times, calls));
    }

    void heldOff(Member member, Duration pause) {
        log.info("pool {}: {} asked for a pause of {}", pool, member, pause);
        pending.add(new PoolEvent.HeldOff(pool, now(), member.backend(), pause));
    }

    void keysDisplaced(Member member, Displaced keys) {
        log.info("pool {}: {} keys of {} {}", pool, keys.keys(), member, keys.dropped() ? "dropped" : "move when used");
        pending.add(new PoolEvent.KeysDisplaced(pool, now(), member.backend(), keys.keys(), keys.dropped()));
    }

    void shifted(List<TierShare> from, List<TierShare> to) {
        log.warn("pool {}: calls go to {} (before: {})", pool, to, from);
        pending.add(new PoolEvent.LoadShifted(pool, now(), from, to));
    }

    void routeAvoided(Leg leg, Traffic.Ejected out) {
        String route = leg.route().name();
        log.warn(
                "pool {}: {} avoided on route {} for {} s: {}",
                pool,
                leg.member(),
                route,
                String.format(Locale.ROOT, "%.1f", out.nanos() / 1e9),
                out.evidence());
        pending.add(new PoolEvent.RouteAvoided(
                pool, now(), route, leg.member().backend(), out.evidence(), Duration.ofNanos(out.nanos())));
    }

    void routeReturned(Leg leg) {
        log.info("pool {}: {} back on route {}", pool, leg.member(), leg.route().name());
        pending.add(new PoolEvent.RouteReturned(
                pool, now(), leg.route().name(), leg.member().backend()));
    }

    void routeSpared(Leg leg, Evidence evidence, String why) {
        String route = leg.route().name();
        log.warn("pool {}: {} not avoided on route {} ({}): {}", pool, leg.member(), route, why, evidence);
        pending.add(new PoolEvent.RouteSpared(pool, now(), route, leg.member().backend(), evidence, why));
    }

    void routePanic(Route route, int avoided) {
        boolean panic = route.panic();
        log.warn(
                "pool {}: route {}: {}",
                pool,
                route.name(),
                panic ? "fails on too many to avoid any" : "panic is over");
        pending.add(new PoolEvent.RoutePanicChanged(pool, now(), route.name(), panic, avoided));
    }

    void panic(Level from, Level to, Floor.Census census) {
        int healthy = census.sound();
        if (to == Level.NORMAL) {
            log.warn("pool {}: panic is over: {} of {} members healthy", pool, healthy, census.judged());
        } else {
            String ignored = to == Level.IGNORE_PROBES ? "probes are" : "health is";
            log.warn("pool {}: panic: {} of {} members healthy, {} ignored", pool, healthy, census.judged(), ignored);
        }
        pending.add(new PoolEvent.PanicChanged(pool, now(), from, to, census.judged(), healthy));
    }

    void drained(Drain drain) {
        log.info("pool {}: {} drained, {} calls revoked", pool, drain.member, drain.revoked);
        pending.add(new PoolEvent.DrainEnded(pool, now(), drain.member.backend(), drain.revoked));
    }

    void leaked(Member member) {
        log.warn("pool {}: a lease on {} was garbage-collected without close()", pool, member);
        pending.add(new PoolEvent.LeaseLeaked(pool, now(), member.backend()));
    }

    void advised(Advice advice) {
        log.warn("pool {}: {}", pool, advice);
        pending.add(new PoolEvent.Advised(pool, now(), advice));
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

    /** Runs the user's code elsewhere, in one task however much it is, and survives it. Nobody waits for ever: at worst, here. */
    void callback(Executor executor, String what, List<Runnable> actions) {
        try {
            executor.execute(() -> actions.forEach(action -> guarded(what, action)));
        } catch (Throwable refused) { // shut down, or no more threads to be had
            log.warn("pool {}: {}: the listeners' executor takes no more work", pool, what, refused);
            actions.forEach(action -> guarded(what, action));
        }
    }

    private void guarded(String what, Runnable action) {
        try {
            action.run();
        } catch (Throwable thrown) { // the user's code: nothing of it may go further
            log.warn("pool {}: {}: the callback threw", pool, what, thrown);
        }
    }

    private long now() {
        return clock.getAsLong();
    }
}
