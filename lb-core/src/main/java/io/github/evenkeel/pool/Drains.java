package io.github.evenkeel.pool;

import io.github.evenkeel.health.Operator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * The members whose calls are awaited. A drain ends with the member's last call, never before; at its time-out the calls that are
 * left are told to end, and again each second, for one may have been on its way into the list. Control plane only.
 *
 * <p>Where several calls are left they are told one after the other, evenly, the oldest first and the last at the time-out itself, so
 * that their clients do not all connect elsewhere in one instant. That takes no more than the last fifth of the time-out, for who
 * set it meant it, and no more than 5 s, which is long enough: a thousand streams are 200 new connections a second.
 */
final class Drains {
    private static final long AGAIN = Duration.ofSeconds(1).toNanos();

    private static final double SPREAD = 0.2;
    private static final long MOST_SPREAD = Duration.ofSeconds(5).toNanos();

    /** Finer steps spare nobody anything. */
    private static final long STEP = Duration.ofMillis(10).toNanos();

    private final ControlPlane control;
    private final Journal journal;
    private final Map<Member, Drain> running = new LinkedHashMap<>();

    Drains(ControlPlane control, Journal journal) {
        this.control = control;
        this.journal = journal;
    }

    /** Starts a drain, or gives a running one a new time-out. A drain whose member is removed goes on, and never gets less time. */
    Drain begin(Member member, Duration timeout, boolean leaving) {
        Drain drain = running.computeIfAbsent(member, each -> new Drain(each, control.now()));
        long deadlineAt = control.now() + timeout.toNanos();
        if (!leaving || deadlineAt - drain.deadlineAt > 0) drain.deadlineAt = deadlineAt;
        drain.leaving |= leaving;
        drain.stopClock();
        long left = drain.deadlineAt - control.now();
        long spread = Math.min((long) (left * SPREAD), MOST_SPREAD);
        drain.deadline = control.after(left - spread, () -> next(drain));
        return drain;
    }

    /** Sees to the next revocation: of so many of the open calls as are due in a step, all at the time-out. */
    private void next(Drain drain) {
        if (running.get(drain.member) != drain) return;
        long left = drain.deadlineAt - control.now();
        if (left <= 0) {
            revoke(drain, open(drain));
            drain.deadline = control.after(AGAIN, () -> next(drain));
            return;
        }
        int open = Math.max(1, open(drain).size());
        long step = Math.min(left, Math.max(STEP, left / open));
        // Those that end by themselves meanwhile make the others' turns come later, never earlier.
        int stay = (int) (open * (1 - (double) step / left) + 1e-9);
        drain.deadline = control.after(step, () -> {
            if (running.get(drain.member) != drain) return;
            List<Lease> leases = open(drain);
            if (drain.deadlineAt - control.now() > 0 && leases.size() > stay) {
                revoke(drain, leases.subList(0, leases.size() - stay));
            }
            next(drain);
        });
    }

    /** The calls still to be told, oldest first. */
    private List<Lease> open(Drain drain) {
        List<Lease> leases = new ArrayList<>();
        control.open().forEach(drain.member, lease -> {
            if (!lease.revoked()) leases.add(lease);
        });
        long now = control.now();
        leases.sort(Comparator.comparingLong((Lease lease) -> lease.age(now)).reversed());
        return leases;
    }

    private void revoke(Drain drain, List<Lease> leases) {
        List<Runnable> actions = new ArrayList<>();
        for (Lease lease : leases) {
            if (lease.revoke(actions::add)) drain.revoked++;
        }
        if (!actions.isEmpty()) control.callback("revocation", actions);
    }

    /** A rotation without these members is published: close the gates of those that left, and see who is done. */
    void settled() {
        for (Drain drain : List.copyOf(running.values())) {
            if (drain.leaving && drain.member.available()) drain.member.close();
            check(drain.member);
        }
    }

    /** Ends the drain of a member that no call can enter and none is left in. */
    void check(Member member) {
        Drain drain = running.get(member);
        if (drain == null || member.available() || member.inFlight() != 0) return;
        running.remove(member);
        drain.stopClock();
        journal.drained(drain);
        Drained result =
                new Drained(member.backend(), Duration.ofNanos(control.now() - drain.startedAt), drain.revoked);
        if (drain.exposed()) {
            control.callback("drain's end", List.of(() -> drain.done.complete(result)));
        } else {
            drain.done.complete(result);
        }
    }

    /** The last call of a member that gets no new ones has ended. Any thread. */
    void idle(Member member) {
        if (member.health().operator() != Operator.READY) control.handOver(() -> check(member));
    }

    /** Gives up waiting; who waits learns why. */
    void cancel(Member member, String why) {
        Drain drain = running.remove(member);
        if (drain == null) return;
        drain.stopClock();
        control.callback(
                "drain's end", List.of(() -> drain.done.completeExceptionally(new CancellationException(why))));
    }

    void cancelAll(String why) {
        List.copyOf(running.keySet()).forEach(member -> cancel(member, why));
    }

    /** Members that were removed and still have calls in flight. */
    List<Member> leaving() {
        return running.values().stream()
                .filter(drain -> drain.leaving)
                .map(drain -> drain.member)
                .toList();
    }
}
